import type { Diagnostic } from '@dust-workspace/component';
import type { Operation, Plan } from './plan.js';

/** How one (verb, component) ended. */
export interface Outcome {
  /** The task that asked, where one did: `timescale:start`. */
  readonly id: string;
  readonly verb: string;
  readonly component: string;
  readonly kind: 'done' | 'unchanged' | 'skipped' | 'failed';
  /** One line for people: what changed, why nothing had to be done, or what went wrong. */
  readonly detail: string;
  /** The failures behind `failed`. */
  readonly diagnostics: readonly Diagnostic[];
  readonly milliseconds: number;
}

/** Everything that happens while a request runs, without secrets. Each face renders the same stream. */
export type EngineEvent =
  | { readonly kind: 'planned'; readonly plan: Plan }
  | { readonly kind: 'started'; readonly operation: Operation }
  /** What a running operation is waiting for or doing, in one line. */
  | { readonly kind: 'progress'; readonly operation: Operation; readonly message: string }
  /** A line of output of a hook. */
  | { readonly kind: 'output'; readonly operation: Operation; readonly line: string }
  | { readonly kind: 'finished'; readonly operation: Operation; readonly outcome: Outcome }
  /** A task that needed no operation. */
  | { readonly kind: 'settled'; readonly outcome: Outcome }
  | { readonly kind: 'notice'; readonly message: string };

export type Emit = (event: EngineEvent) => void;
