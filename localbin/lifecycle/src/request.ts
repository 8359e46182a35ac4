import type { Diagnostic } from '@dust-workspace/component';
import type { Emit, Outcome } from './events.js';
import type { Plan, Task, Verb } from './plan.js';
import type { Composite } from './tasks.js';

/** What a face asks for: tasks of its own (Nx has a task graph), or a word over components (no names: the whole workspace). */
export type Request =
  | { readonly kind: 'tasks'; readonly tasks: readonly Task[]; readonly set?: string }
  | { readonly kind: 'word'; readonly word: Verb | Composite; readonly names: readonly string[]; readonly set?: string };

export interface RunOptions {
  readonly emit: Emit;
  /** Aborted on Ctrl-C. */
  readonly signal: AbortSignal;
  /** Plans, and changes nothing. */
  readonly dryRun?: boolean;
  /** How the request is called in the lock and in messages: `dsw up`. */
  readonly command: string;
  /** Asked before anything is removed, with what will be removed. Answering false changes nothing. */
  readonly approve: (removals: readonly string[]) => Promise<boolean>;
}

export interface RunReport {
  readonly outcomes: readonly Outcome[];
  readonly plan: Plan;
  /** Problems that are nobody's outcome: a broken manifest, a busy environment. */
  readonly diagnostics: readonly Diagnostic[];
  /** Whether everything that was asked for is as asked. */
  readonly ok: boolean;
}
