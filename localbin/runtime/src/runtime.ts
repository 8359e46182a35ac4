import type { Component, ExecOptions, ExecResult, Result } from '@dust-workspace/component';

export const runtimeNames = ['process', 'compose', 'kubernetes'] as const;
export type RuntimeName = (typeof runtimeNames)[number];

/** A component in an environment, with everything resolved that a runtime needs to run it. */
export interface Instance {
  readonly component: Component;
  readonly environment: string;
  /** Absolute path of the workspace. */
  readonly workspace: string;
  /** All variables of the component, as text, references resolved; includes ports and `<NAME>_HOST`. */
  readonly variables: Readonly<Record<string, string>>;
  /** Names among `variables` whose values must never be shown. */
  readonly secrets: ReadonlySet<string>;
  /** Port names of the manifest, to numbers on 127.0.0.1. */
  readonly ports: Readonly<Record<string, number>>;
  /** Absolute path of its data folder. */
  readonly volume: string;
  /** Absolute path of the folder for its pids and logs. */
  readonly runDirectory: string;
}

/** What a runtime sees of one instance, before readiness is asked. */
export type RuntimeState =
  | { readonly kind: 'stopped' }
  /** Runs. `pid` is the process (or the container's) on this machine, if there is one. */
  | { readonly kind: 'running'; readonly since: Date; readonly pid?: number; readonly restarts: number }
  /** Was started, ended by itself and is not running. */
  | { readonly kind: 'exited'; readonly detail: string }
  /** Its main process is gone, but processes that it left behind still run. */
  | { readonly kind: 'orphaned'; readonly pids: readonly number[] }
  /** Cannot run here; `reason` says what is missing and how to get it. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  /** The runtime did not answer. */
  | { readonly kind: 'unknown'; readonly reason: string };

export interface StopProgress {
  /** Called when the instance did not end in time and is about to be killed. */
  onKill(): void;
}

export interface LogOptions {
  /** How many lines from the end; all that are kept by default. */
  readonly tail?: number;
  /** Goes on with new lines until `signal` is aborted. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

/**
 * The one door to a world in which components run. Every driver passes the same conformance suite.
 * Failures that a person can cause come back as diagnostics; an exception is a bug.
 */
export interface Runtime {
  readonly name: RuntimeName;

  /** Folders with the right owner, images. Nothing runs afterwards that did not before. Running it again changes nothing. */
  prepare(instance: Instance, signal: AbortSignal): Promise<Result<void>>;

  /** The state of many instances in one call, by component name. Reads only. */
  observe(instances: readonly Instance[]): Promise<ReadonlyMap<string, RuntimeState>>;

  /** Launches an instance that is not running. Resolves when it is launched; readiness is asked separately. */
  start(instance: Instance, signal: AbortSignal): Promise<Result<void>>;

  /** Ends an instance with everything it started, first politely, then by force. Resolves when nothing of it is left; not running is fine. */
  stop(instance: Instance, progress: StopProgress): Promise<Result<void>>;

  /**
   * Runs a command in the instance's own context. Rejects only on a bug; a missing program is exit code 127, one that may not be run 126.
   * An abort ends the command with everything it started.
   */
  exec(
    instance: Instance,
    command: readonly [string, ...string[]],
    options: ExecOptions & { readonly signal: AbortSignal },
  ): Promise<ExecResult>;

  /** Ends commands of `exec` that were left behind when whoever ran them was killed, with everything that they started. */
  endAbandoned(instances: readonly Instance[]): Promise<void>;

  /** Output of the instance, oldest first, as lines without their newline; also after it ended. */
  logs(instance: Instance, options: LogOptions): AsyncIterable<string>;

  /** Forgets an instance that is not running: logs and stamps, but neither its volume nor its configuration. */
  remove(instance: Instance): Promise<Result<void>>;
}
