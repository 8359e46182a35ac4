import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import type { StatusReport } from '@dust-workspace/lifecycle';
import type { Observe } from './observe.js';

export interface Observation {
  readonly at: Date;
  readonly report: StatusReport;
}

export interface View {
  /** The last successful observation. */
  readonly latest: Observation | undefined;
  /** Why the attempt after it failed; empty when it did not. */
  readonly problems: readonly Diagnostic[];
}

/** Looks at the workspace for everybody who wants to know, once at a time. */
export interface Watch {
  /** Observes now, or joins the observation that is under way. */
  look(): Promise<Result<Observation>>;
  /**
   * What is known, observed again when it is older than `age`. An observation that takes longer than `patience` is not waited for
   * when there is an older one to show. Both in milliseconds.
   */
  view(age: number, patience: number): Promise<View>;
}

export interface WatchOptions {
  readonly observe: Observe;
  readonly now: () => Date;
  /** Milliseconds after which an observation counts as failed. */
  readonly deadline: number;
}

export function createWatch({ observe, now, deadline }: WatchOptions): Watch {
  let known: View = { latest: undefined, problems: [] };
  let triedAt: Date | undefined;
  let underWay: Promise<Result<Observation>> | undefined;

  function look(): Promise<Result<Observation>> {
    underWay ??= observeOnce().finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  async function observeOnce(): Promise<Result<Observation>> {
    const result = await within(deadline, attempt(observe), tookTooLong(deadline));
    triedAt = now();
    if (!result.ok) {
      known = { latest: known.latest, problems: result.diagnostics };
      return result;
    }
    const observation = { at: triedAt, report: result.value };
    known = { latest: observation, problems: [] };
    return ok(observation);
  }

  async function view(age: number, patience: number): Promise<View> {
    if (triedAt !== undefined && now().getTime() - triedAt.getTime() < age) return known;
    const looking = look();
    if (known.latest === undefined) await looking;
    else await within(patience, looking, undefined);
    return known;
  }

  return { look, view };
}

/** An exception is a bug of the engine; the console still has to say so instead of ending. */
async function attempt(observe: Observe): Promise<Result<StatusReport>> {
  try {
    return await observe();
  } catch (error) {
    return fail(
      problem('observation-failed', `the workspace could not be observed: ${error instanceof Error ? error.message : String(error)}`),
    );
  }
}

function tookTooLong(deadline: number): Result<never> {
  return fail(
    problem('observation-timeout', `the workspace was not observed within ${deadline / 1_000} s`, 'See what hangs with: dsw status'),
  );
}

async function within<T, L>(milliseconds: number, promise: Promise<T>, late: L): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<L>((resolve) => {
    timer = setTimeout(() => {
      resolve(late);
    }, milliseconds);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
