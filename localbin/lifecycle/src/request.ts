import type { Diagnostic } from '@dust-workspace/component';
import type { Emit, Outcome } from './events.js';
import type { Plan, Task, Verb } from './plan.js';
import type { Composite } from './tasks.js';

/** What a face asks for: tasks of its own (Nx has a task graph), or a word over components (no names: the whole workspace). */
export type Request = BackupChoices &
  (
    | { readonly kind: 'tasks'; readonly tasks: readonly Task[] }
    | { readonly kind: 'word'; readonly word: Verb | Composite; readonly names: readonly string[] }
  );

/** What can be chosen of backups. Each counts for the verbs to which it means something. */
export interface BackupChoices {
  /** The set to read, or the beginning of its id, instead of the newest. */
  readonly set?: string | undefined;
  /** Restores also what is refused otherwise: an incomplete set, data of a newer engine, or of another one. */
  readonly force?: boolean | undefined;
  /** Stops whatever may write to the components, for as long as their data are taken. */
  readonly consistent?: boolean | undefined;
  /** Whether digests of the contents are recorded, or compared. They are by default. */
  readonly digest?: boolean | undefined;
}

export interface RunOptions {
  readonly emit: Emit;
  /** Aborted on Ctrl-C. */
  readonly signal: AbortSignal;
  /** Plans, and changes nothing. */
  readonly dryRun?: boolean;
  /** How many operations run at once, at most; as many as their order allows, where nothing is said. */
  readonly parallel?: number | undefined;
  /** How the request is called in the lock and in messages: `dsw up`. */
  readonly command: string;
  /** Asked before anything is removed, with what will be removed. Answering false changes nothing. */
  readonly approve: (removals: readonly string[]) => Promise<boolean>;
  /** Asked before a restore replaces data, with which by which. Where nobody can be asked it is left out: somebody has asked for the restore. */
  readonly replace?: (replaced: readonly string[]) => Promise<boolean>;
}

export interface RunReport {
  readonly outcomes: readonly Outcome[];
  readonly plan: Plan;
  /** Problems that are nobody's outcome: a broken manifest, a busy environment. */
  readonly diagnostics: readonly Diagnostic[];
  /** Whether everything that was asked for is as asked. */
  readonly ok: boolean;
}
