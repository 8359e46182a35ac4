import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import type { Observe, Observed } from './engine.js';
import { within } from './within.js';

export interface Observation extends Observed {
  readonly at: Date;
}

export interface View {
  /** The last successful observation. */
  readonly latest: Observation | undefined;
  /** Why the attempts after it failed, and since when. Undefined when the last one did not. */
  readonly failure: { readonly since: Date; readonly diagnostics: readonly Diagnostic[] } | undefined;
}

/** Looks at the workspace for everybody who wants to know, once at a time. */
export interface Watch {
  /** Observes now, or joins the observation that is under way. */
  look(): Promise<Result<Observation>>;
  /** Something has changed: observes now, or once more when the observation that is under way is over. What is known counts as old until then. */
  refresh(): void;
  /** What is known. */
  known(): View;
  /**
   * What is known, observed again when it is older than `age`. An observation that takes longer than `patience` is not waited for
   * when there is an older one to show. Both in milliseconds.
   */
  view(age: number, patience: number): Promise<View>;
  /** Calls `listener` after each observation, failed or not, until the returned function is called. */
  subscribe(listener: (view: View) => void): () => void;
}

export interface WatchOptions {
  readonly observe: Observe;
  readonly now: () => Date;
  /** Milliseconds after which an observation counts as failed, and is given up. */
  readonly deadline: number;
}

/** Observations that were given up and do not end either: no further one is begun then. */
const mostHanging = 3;

export function createWatch({ observe, now, deadline }: WatchOptions): Watch {
  const listeners = new Set<(view: View) => void>();
  let known: View = { latest: undefined, failure: undefined };
  let triedAt: Date | undefined;
  let underWay: Promise<Result<Observation>> | undefined;
  let stale = false;
  let hanging = 0;

  function look(): Promise<Result<Observation>> {
    underWay ??= observeOnce().finally(() => {
      underWay = undefined;
      if (!stale) return;
      stale = false;
      void look();
    });
    return underWay;
  }

  async function observeOnce(): Promise<Result<Observation>> {
    const result = hanging < mostHanging ? await observeWithin() : tookTooLong(deadline);
    const at = now();
    // What has changed while it was looked at may not have been seen.
    triedAt = stale ? undefined : at;
    const observed = result.ok ? ok({ ...result.value, at }) : result;
    known = observed.ok
      ? { latest: observed.value, failure: undefined }
      : { latest: known.latest, failure: { since: known.failure?.since ?? at, diagnostics: observed.diagnostics } };
    for (const listener of listeners) listener(known);
    return observed;
  }

  async function observeWithin(): Promise<Result<Observed>> {
    const giveUp = new AbortController();
    hanging += 1;
    const observing = attempt(observe, giveUp.signal).finally(() => (hanging -= 1));
    const result = await within(deadline, observing, tookTooLong(deadline));
    giveUp.abort();
    return result;
  }

  async function view(age: number, patience: number): Promise<View> {
    if (triedAt !== undefined && now().getTime() - triedAt.getTime() < age) return known;
    const looking = stale && underWay !== undefined ? underWay.then(look) : look();
    if (known.latest === undefined && known.failure === undefined) await looking;
    else await within(patience, looking, undefined);
    return known;
  }

  return {
    look,
    refresh() {
      triedAt = undefined;
      if (underWay === undefined) void look();
      else stale = true;
    },
    known: () => known,
    view,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** An exception is a bug of the engine; the console still has to say so instead of ending. */
async function attempt(observe: Observe, signal: AbortSignal): Promise<Result<Observed>> {
  try {
    return await observe(signal);
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
