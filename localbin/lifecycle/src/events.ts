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
  /** The backup set that it wrote, or read. */
  readonly set?: string;
  /** Nobody named the component, and there was nothing to do about it: people need not be told of each. */
  readonly aside?: true;
}

/** Everything that happens while a request runs, without secrets. Each face renders the same stream. */
export type EngineEvent =
  /** `lastTook`: milliseconds that operations took when they were last done here, as far as that is known. */
  | { readonly kind: 'planned'; readonly plan: Plan; readonly lastTook?: Readonly<Record<string, number>> }
  | { readonly kind: 'started'; readonly operation: Operation }
  /** What a running operation is waiting for or doing, in one line. */
  | { readonly kind: 'progress'; readonly operation: Operation; readonly message: string }
  /** How far the data of a running operation are: from time to time, and at their end. */
  | { readonly kind: 'transfer'; readonly operation: Operation; readonly transfer: Transfer }
  /** A line of output of a hook. */
  | { readonly kind: 'output'; readonly operation: Operation; readonly line: string }
  | { readonly kind: 'finished'; readonly operation: Operation; readonly outcome: Outcome }
  /** A task that needed no operation. */
  | { readonly kind: 'settled'; readonly outcome: Outcome }
  | { readonly kind: 'notice'; readonly message: string };

export interface Transfer {
  /** Of the data themselves, before they are compressed. */
  readonly bytes: number;
  /** How many there will be, as far as it is known. */
  readonly expected?: number;
  /** Since it began. */
  readonly milliseconds: number;
  /** Nothing more comes. */
  readonly ended: boolean;
}

export type Emit = (event: EngineEvent) => void;
