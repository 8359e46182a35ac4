import { unreachable } from '@dust-workspace/component';
import type { EngineEvent, Outcome, Transfer } from '../events.js';
import type { Operation } from '../plan.js';

/** How far one operation is. Times are milliseconds of the clock that the events were given with. */
export type Step =
  | { readonly kind: 'waiting'; readonly operation: Operation }
  | {
      readonly kind: 'running';
      readonly operation: Operation;
      readonly since: number;
      /** What it does or waits for, as it said last. */
      readonly message?: string;
      readonly transfer?: Transfer;
    }
  | { readonly kind: 'ended'; readonly operation: Operation; readonly outcome: Outcome['kind'] };

/** How far a request is, as its events tell it. */
export interface Progress {
  /** By operation, in the order of the plan. A request may have several plans, one after the other. */
  readonly steps: ReadonlyMap<string, Step>;
  /** Those that ended in earlier plans. */
  readonly earlier: number;
  readonly lastTook: Readonly<Record<string, number>>;
}

export const noProgress: Progress = { steps: new Map(), earlier: 0, lastTook: {} };

/** The progress after an event; the same where the event says nothing of an operation that runs. Pure. */
export function progressAfter(progress: Progress, event: EngineEvent, now: number): Progress {
  const { steps } = progress;
  switch (event.kind) {
    case 'planned':
      return planned(progress, event.plan.operations, event.lastTook ?? {});
    case 'started':
      return withStep(progress, { kind: 'running', operation: event.operation, since: now });
    case 'progress':
    case 'transfer': {
      const step = steps.get(event.operation.id);
      if (step?.kind !== 'running') return progress;
      if (event.kind === 'progress') return withStep(progress, { ...step, message: event.message });
      const { transfer: _over, ...without } = step;
      return withStep(progress, event.transfer.ended ? without : { ...step, transfer: event.transfer });
    }
    case 'finished':
      return withStep(progress, { kind: 'ended', operation: event.operation, outcome: event.outcome.kind });
    case 'settled': {
      const step = steps.get(event.outcome.id);
      return step === undefined ? progress : withStep(progress, { kind: 'ended', operation: step.operation, outcome: event.outcome.kind });
    }
    case 'output':
    case 'notice':
      return progress;
    default:
      return unreachable(event);
  }
}

function planned({ steps, earlier, lastTook }: Progress, operations: readonly Operation[], took: Progress['lastTook']): Progress {
  const kept = [...steps].filter(([, { kind }]) => kind !== 'ended');
  const waiting = operations.map((operation): [string, Step] => [operation.id, { kind: 'waiting', operation }]);
  return {
    steps: new Map([...kept, ...waiting]),
    earlier: earlier + steps.size - kept.length,
    lastTook: { ...lastTook, ...took },
  };
}

function withStep(progress: Progress, step: Step): Progress {
  return { ...progress, steps: new Map(progress.steps).set(step.operation.id, step) };
}
