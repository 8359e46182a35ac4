import type { Diagnostic } from '@dust-workspace/component';
import type { Emit, Outcome } from './events.js';
import type { Operation, Plan } from './plan.js';

/** How carrying out one operation ended. */
export type Performed =
  | { readonly kind: 'done' | 'unchanged'; readonly detail: string; readonly set?: string }
  /** Diagnostics are what would have kept it from succeeding as well. */
  | { readonly kind: 'skipped'; readonly detail: string; readonly diagnostics?: readonly Diagnostic[] }
  | { readonly kind: 'failed'; readonly diagnostics: readonly Diagnostic[] };

type Skipped = Extract<Performed, { readonly kind: 'skipped' }>;

/** Carries out one operation. `reached` is to be called when its milestone is reached, which is before its end. */
export type Perform = (operation: Operation, reached: () => void) => Promise<Performed>;

export interface ExecuteOptions {
  readonly perform: Perform;
  readonly emit: Emit;
  /** After an abort no further operation begins; those that run decide for themselves whether to finish or to undo. */
  readonly signal: AbortSignal;
  /** Milliseconds of a monotonic clock. */
  readonly clock: () => number;
  /** Told of operations that never begin. Returns what would have kept them from succeeding as well. */
  readonly onSkipped?: (operation: Operation) => readonly Diagnostic[];
  /** How many operations run at once, at most. One that others go on from, once it has reached its milestone, counts no longer. */
  readonly parallel?: number | undefined;
}

/** Runs the operations of a plan, as many at once as their order and `parallel` allow. One that fails skips those that require it; the rest goes on. */
export async function execute(plan: Plan, options: ExecuteOptions): Promise<Outcome[]> {
  const finished = new Map<string, Promise<Outcome>>();
  const milestones = new Map<string, Promise<void>>();
  const begin = (operation: Operation): Promise<Outcome> => {
    const known = finished.get(operation.id);
    if (known !== undefined) return known;
    let reached: () => void = () => undefined;
    milestones.set(operation.id, new Promise((resolve) => (reached = resolve)));
    // Registered before the first step, since two operations may wait for the same third.
    const outcome = Promise.resolve().then(() => step(operation, reached));
    finished.set(operation.id, outcome);
    return outcome;
  };
  const byId = new Map(plan.operations.map((operation) => [operation.id, operation]));
  const places = placesFor(options.parallel);
  const awaited = new Set(plan.operations.flatMap((operation) => operation.milestones));
  const step = async (operation: Operation, reached: () => void): Promise<Outcome> => {
    const failed = await waitForOthers(operation, byId, begin, milestones);
    const leave = failed === undefined ? await places() : () => undefined;
    const passed = (): void => {
      if (awaited.has(operation.id)) leave();
      reached();
    };
    const started = options.clock();
    const performed = failed ?? (options.signal.aborted ? skipped('interrupted before it began') : undefined);
    let outcome: Outcome;
    if (performed === undefined) {
      options.emit({ kind: 'started', operation });
      outcome = outcomeOf(operation, await options.perform(operation, passed).finally(leave), options.clock() - started);
    } else {
      leave();
      outcome = outcomeOf(operation, { ...performed, diagnostics: options.onSkipped?.(operation) ?? [] }, 0);
    }
    options.emit({ kind: 'finished', operation, outcome });
    return outcome;
  };
  return Promise.all(plan.operations.map(begin));
}

/** Lets in as many at once as there are places, in the order of asking. What it resolves to gives the place back, once. */
function placesFor(count = Infinity): () => Promise<() => void> {
  const waiting: (() => void)[] = [];
  let free = count;
  return async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    };
  };
}

/** Resolves when `operation` may begin, with the reason if it must not. */
async function waitForOthers(
  operation: Operation,
  byId: ReadonlyMap<string, Operation>,
  begin: (operation: Operation) => Promise<Outcome>,
  milestones: ReadonlyMap<string, Promise<void>>,
): Promise<Skipped | undefined> {
  const ends = await Promise.all(
    operation.after.map(async (id) => {
      const other = byId.get(id);
      if (other === undefined) return undefined;
      const end = begin(other);
      if (!operation.milestones.includes(id)) return end;
      // A milestone that is reached is enough; an end without it tells whether it failed.
      return Promise.race([end, milestones.get(id)?.then(() => undefined)]);
    }),
  );
  const blocking = ends.find(
    (end) => end !== undefined && operation.requires.includes(end.id) && (end.kind === 'failed' || end.kind === 'skipped'),
  );
  if (blocking === undefined) return undefined;
  const what = `${blocking.verb} of ${blocking.component}`;
  return skipped(blocking.kind === 'failed' ? `${what} failed` : `${what} was skipped`);
}

function skipped(detail: string): Skipped {
  return { kind: 'skipped', detail };
}

function outcomeOf({ id, verb, component }: Operation, performed: Performed, milliseconds: number): Outcome {
  const base = { id, verb, component, milliseconds };
  if (performed.kind !== 'failed') return { ...base, diagnostics: [], ...performed };
  const detail = performed.diagnostics.map(({ message }) => message).join('; ');
  return { ...base, kind: 'failed', detail, diagnostics: performed.diagnostics };
}
