import type { Readable, Writable } from 'node:stream';

/** The verbs that a component may carry out itself, in `src/index.ts` or as `scripts/<hook>.sh`. */
export const hookNames = ['prep', 'init', 'clean', 'backup', 'restore', 'verify', 'inspect', 'contents', 'engine'] as const;
export type HookName = (typeof hookNames)[number];

/** Those that can be a shell script. The others return something. */
export const scriptNames = ['prep', 'init', 'clean', 'backup', 'restore', 'verify', 'inspect'] as const satisfies readonly HookName[];

/**
 * What a manifest gives to the types of its hooks: `src/manifest.ts`, generated from `component.yaml`, exports one such interface.
 * Without it every name is allowed and every value may be missing.
 */
export interface ManifestTypes {
  env: object;
  port: string;
}

export interface AnyManifest extends ManifestTypes {
  env: Readonly<Record<string, string | number | boolean | undefined>>;
  port: string;
}

/** Host and port at which a port of the component is reached from where the hook runs. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface ExecOptions {
  /** What the command reads; nothing by default. */
  readonly stdin?: string | Readable;
  /** Where its standard output goes, ended and flushed when `exec` resolves; collected into the result (up to 1 MiB, the end is kept) by default. */
  readonly stdout?: Writable;
  /** Additional variables, for this command only. The place for passwords, which never belong in arguments. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ExecResult {
  /** Null when a signal ended the command. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Empty when `stdout` was given. */
  readonly stdout: string;
  /** The last 64 KiB. */
  readonly stderr: string;
}

/** What every hook is given. A hook never knows the runtime: the same code serves a container, a pod and a plain process. */
export interface HookContext<M extends ManifestTypes = AnyManifest> {
  readonly component: string;
  readonly environment: string;
  /** The folder of the component's package on this machine, for reading `config/`. */
  readonly directory: string;
  /** Validated values of the variables that the manifest declares. */
  readonly env: M['env'];
  readonly endpoint: (port: M['port']) => Endpoint;
  /**
   * Runs a command in the component's own context: inside its container, or beside its process as the same user.
   * A non-zero exit is a result, not an exception; `run` is the variant that throws `HookFailure`.
   */
  readonly exec: (command: readonly [string, ...string[]], options?: ExecOptions) => Promise<ExecResult>;
  /** As `exec`, but a command that does not exit with 0 fails the hook with its last output. Returns standard output. */
  readonly run: (command: readonly [string, ...string[]], options?: ExecOptions) => Promise<string>;
  /** One line for the person who waits. */
  readonly log: (line: string) => void;
  /** Aborted on Ctrl-C and on deadline. */
  readonly signal: AbortSignal;
}

/** What serves the data of a component, and its version: `postgresql`, `17.2`. */
export interface DataEngine {
  readonly name: string;
  /** Numbers with dots between them. A dump of a newer engine is not restored into an older one. */
  readonly version: string;
}

/**
 * Something that the data hold, as somebody would count it: a table, a sequence, the keys of a database, a file. A backup records these in the
 * same moment as the data; a restore drill asks the restored component for them again. `kind` and `name` together are unique.
 */
export interface ContentEntry {
  /** In the component's own words: `table`, `sequence`, `file`. */
  readonly kind: string;
  readonly name: string;
  /** How many there are: rows, keys. */
  readonly count?: number;
  /** What it is at: the position of a sequence, the definition of a view, the mode of a file. */
  readonly value?: string;
  /** For what moves on while a backup is made, such as a sequence: whatever lies from `value` to here, as whole numbers, is right. */
  readonly upTo?: string;
  /** Of all that it holds, independent of the order. Absent where nobody asked for digests. */
  readonly digest?: string;
  /** ISO 8601. From then on it may be gone, or less, without anything being wrong: keys with a time to live. */
  readonly until?: string;
}

/** Where a backup hook puts its data: one or several files, each checksummed and compressed by the backup room. */
export interface SnapshotWriter {
  /** Opens a file of the snapshot. `name` is lower-case letters, digits, dots, dashes and underscores. */
  file(name: string): Writable;
  /** Whether digests of the contents are wanted; they may take nearly as long as the data themselves. */
  readonly digest: boolean;
  /** Records what the snapshot holds. */
  record(contents: readonly ContentEntry[]): void;
  /** Says how many bytes are to be expected in all, as far as it can be guessed: for whoever waits. */
  expect(bytes: number): void;
}

export interface SnapshotReader {
  /** The names that the backup hook wrote, in the same order. */
  readonly files: readonly string[];
  file(name: string): Readable;
}

/** Thrown by a hook that met an expected failure: its message is shown as it is, without a stack trace. */
export class HookFailure extends Error {
  constructor(
    message: string,
    readonly remedy?: string,
  ) {
    super(message);
    this.name = 'HookFailure';
  }
}

/**
 * What a component does beyond its runtime's default. Everything is optional.
 *
 * - `prep` builds what the component runs, while it is down; running it again builds only what has changed.
 * - `init` prepares databases, schemas, indexes; running it again changes nothing.
 * - `backupUnavailable` says why a backup through the hook is impossible here (a missing `pg_dump`, say); the volume is copied instead.
 * - `backup` and `restore` run against the component in its running state; `restore` finds an empty, started component.
 * - `verify` checks the files of a snapshot, whose checksums are right: that the component's own tools can read them. It changes nothing.
 * - `inspect` checks that the running component holds sound data. It is asked after a restore.
 * - `contents` says what the running component holds, for comparison with what a backup recorded. `digest` as for the writer of a snapshot.
 * - `engine` says what serves the data of the running component.
 */
export interface Hooks<M extends ManifestTypes = AnyManifest> {
  prep?(context: HookContext<M>): Promise<void>;
  init?(context: HookContext<M>): Promise<void>;
  clean?(context: HookContext<M>): Promise<void>;
  backupUnavailable?(context: HookContext<M>): Promise<string | undefined>;
  backup?(context: HookContext<M>, snapshot: SnapshotWriter): Promise<void>;
  restore?(context: HookContext<M>, snapshot: SnapshotReader): Promise<void>;
  verify?(context: HookContext<M>, snapshot: SnapshotReader): Promise<void>;
  inspect?(context: HookContext<M>): Promise<void>;
  contents?(context: HookContext<M>, options: { readonly digest: boolean }): Promise<readonly ContentEntry[]>;
  engine?(context: HookContext<M>): Promise<DataEngine>;
}

/** Types the hooks of a package from its manifest; export its result as default from `src/index.ts`. */
export function defineComponent<M extends ManifestTypes = AnyManifest>(hooks: Hooks<M>): Hooks<M> {
  return hooks;
}
