import type { Component, Diagnostic, ExecOptions, ExecResult, Result } from '@dust-workspace/component';
import type { Usage } from './usage/usage.js';

export const runtimeNames = ['process', 'compose', 'kubernetes'] as const;
export type RuntimeName = (typeof runtimeNames)[number];

/** A component in an environment, with everything resolved that a runtime needs to run it. */
export interface Instance {
  readonly component: Component;
  readonly environment: string;
  /** In whose world it lives. */
  readonly runtime: RuntimeName;
  /** Absolute path of the workspace. */
  readonly workspace: string;
  /** All variables of the component, as text, references resolved; includes ports and `<NAME>_HOST`. */
  readonly variables: Readonly<Record<string, string>>;
  /** The same as they hold inside of its own container: the manifest's port numbers, at 127.0.0.1. For a process they are `variables`. */
  readonly inside: Readonly<Record<string, string>>;
  /** Names among `variables` whose values must never be shown. */
  readonly secrets: ReadonlySet<string>;
  readonly redactor: TextRedactor;
  /** Port names of the manifest, to numbers on 127.0.0.1. */
  readonly ports: Readonly<Record<string, number>>;
  /** Absolute path of its data folder. */
  readonly volume: string;
  /** Absolute path of the folder for its pids and logs. */
  readonly runDirectory: string;
}

/** Hides every secret of the workspace. What programs say goes through it before any of it is cut off, and before it is stored by anybody but themselves. */
export interface TextRedactor {
  readonly redact: (text: string) => string;
  /** Adds secrets. */
  learn(secrets: Iterable<string>): void;
  /** For what comes in pieces. */
  stream(): { push(text: string): string; end(): string };
}

/** What a runtime sees of one instance, before readiness is asked. */
export type RuntimeState =
  | { readonly kind: 'stopped' }
  /** Runs. `pid` is the process (or the container's) on this machine, if there is one. */
  | {
      readonly kind: 'running';
      readonly since: Date;
      readonly pid?: number;
      readonly restarts: number;
      /** Whether the runtime's own check has found it healthy of late. Absent where it has none, or where that knows nothing yet. */
      readonly healthy?: boolean;
      /** Somebody has halted it: it does nothing, and answers nothing, until a start lets it go on. */
      readonly paused?: true;
    }
  /** Was started, ended by itself and is not running. */
  | { readonly kind: 'exited'; readonly detail: string }
  /** Its main process is gone, but processes that it left behind still run. */
  | { readonly kind: 'orphaned'; readonly pids: readonly number[] }
  /** Cannot run here; `reason` says what is missing and how to get it. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  /** The runtime did not answer. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly remedy?: string };

/** Where a definition or its variables have moved on since an instance was made. `prepare` and `replace` are causes, for people. */
export interface Outdated {
  /** What is wrong with its definition as it is now: with it nothing can be started. */
  readonly invalid?: readonly Diagnostic[];
  /** Why it must be prepared again. */
  readonly prepare?: string;
  /** Why what runs must be replaced. */
  readonly replace?: string;
  /** The image that it runs, or would run now. */
  readonly image?: string;
}

/** An environment of a workspace. */
export interface Place {
  /** Absolute path of the workspace. */
  readonly workspace: string;
  readonly environment: string;
}

export interface HealthCheck {
  readonly command: readonly [string, ...string[]];
}

export interface StopProgress {
  /** Called when the instance did not end in time and is about to be killed. */
  onKill(): void;
  /** Called where nothing of the instance runs any more although there is still something to clear away. */
  onEnded?(): void;
}

export interface LogOptions {
  /** How many lines from the end; all that are kept by default. */
  readonly tail?: number;
  /** Goes on with new lines until `signal` is aborted. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

export interface CommandOptions extends ExecOptions {
  /** Ends the command with everything it started. */
  readonly signal: AbortSignal;
  /**
   * Whether the command is also to run where the instance does not: then in a context that is made for it alone, and gone with it. Otherwise a world
   * in which there is no context without a main process refuses it with 126, so that nobody who asks what runs makes anything run.
   */
  readonly whileStopped?: boolean;
}

/** Where whoever uses a command sits: its input and output are theirs, and its terminal is, if they have one. */
export interface Seat {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

export interface AttachOptions extends Seat {
  /** Additional variables, for this command only. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/**
 * The one door to a world in which components run. Every driver passes the same conformance suite.
 * Failures that a person can cause come back as diagnostics; an exception is a bug.
 */
export interface Runtime {
  readonly name: RuntimeName;

  /** Folders with the right owner, images. Nothing runs afterwards that did not before. Running it again changes nothing. */
  prepare(instance: Instance, signal: AbortSignal, onProgress?: (message: string) => void): Promise<Result<void>>;

  /** The state of many instances in one call, by component name. Reads only. */
  observe(instances: readonly Instance[]): Promise<ReadonlyMap<string, RuntimeState>>;

  /** What instances take of the machine, by component name. Those that do not run, or of which the world does not tell, are absent. Reads only. */
  usage(instances: readonly Instance[]): Promise<ReadonlyMap<string, Usage>>;

  /** What is not as the instances' definitions and variables say now, by component name. Reads only. */
  survey(instances: readonly Instance[]): Promise<ReadonlyMap<string, Outdated>>;

  /**
   * Makes in one go what many starts need, where that is cheaper than one by one. What cannot be made is left to its own start, which says why.
   * None of the instances may be running.
   */
  anticipate(instances: readonly Instance[], signal: AbortSignal): Promise<void>;

  /** Launches an instance that is not running, or lets one go on that is paused. Resolves when it is launched; readiness is asked separately. */
  start(instance: Instance, signal: AbortSignal): Promise<Result<void>>;

  /** Resolves with how it ended as soon as a running instance has ended, or without a word on abort. Nothing at all where only looking again tells. */
  awaitEnd(instance: Instance, signal: AbortSignal): Promise<string | undefined> | undefined;

  /** Ends an instance with everything it started, first politely, then by force. Resolves when nothing of it is left; not running is fine. */
  stop(instance: Instance, progress: StopProgress): Promise<Result<void>>;

  /**
   * Runs a command in the instance's own context. Rejects only on a bug; a missing program is exit code 127, one that may not be run 126.
   * An abort ends the command with everything it started.
   */
  exec(instance: Instance, command: readonly [string, ...string[]], options: CommandOptions): Promise<ExecResult>;

  /**
   * Hands a command in the instance's own context over to whoever sits there, also while the instance does not run: keys that a terminal would turn into
   * signals are the command's, and so is the size of the window. The value is the exit status as a shell would have it; a missing program is 127, one
   * that may not be run 126, both after a word on standard error. An abort ends the command with everything it started, as its own end does.
   */
  attach(instance: Instance, command: readonly [string, ...string[]], options: AttachOptions): Promise<Result<number>>;

  /** The command by which a running instance's own definition tells whether it is ready, where it has one. It goes before the manifest's probe. */
  healthCheck(instance: Instance): Promise<HealthCheck | undefined>;

  /** Ends commands of `exec` that were left behind when whoever ran them was killed, with everything that they started. */
  endAbandoned(instances: readonly Instance[]): Promise<void>;

  /** Output of the instance, oldest first, as lines without their newline; also after it ended. */
  logs(instance: Instance, options: LogOptions): AsyncIterable<string>;

  /** Forgets an instance that is not running: logs and stamps, but neither its volume nor its configuration. */
  remove(instance: Instance): Promise<Result<void>>;

  /** Removes what instances shared, when none of the environment's is left: its network. */
  tidy(place: Place): Promise<void>;
}
