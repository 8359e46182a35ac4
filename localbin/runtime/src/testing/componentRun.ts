import type { ExecOptions, ExecResult } from '@dust-workspace/component';

/** A component that a test starts and ends, whatever runs it, with ports, variables and a volume of its own. */
export interface ComponentRun {
  readonly name: string;
  readonly ports: Readonly<Record<string, number>>;
  /** May be changed while it does not run. */
  variables: Record<string, string>;
  readonly volume: string;

  /** Resolves when it is ready; throws with its output when it ends before that. */
  start(): Promise<unknown>;

  /** Ends it by force. */
  kill(): Promise<void>;

  /** Ends it, and removes everything that belongs to it. */
  dispose(): Promise<void>;

  /** Runs a command in the component's context. */
  exec(command: readonly [string, ...string[]], options?: ExecOptions): Promise<ExecResult>;
}
