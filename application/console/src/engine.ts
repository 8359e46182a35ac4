import type { Diagnostic, Kind, Result } from '@dust-workspace/component';
import type {
  BackupContents,
  BackupListing,
  ComponentDependencies,
  LogLine,
  ShownVariable,
  StatusReport,
  Usage,
  Workspace,
} from '@dust-workspace/lifecycle';

/** What is seen of the workspace at one moment. */
export interface Observed {
  readonly report: StatusReport;
  /** In the order of starting. */
  readonly dependencies: readonly ComponentDependencies[];
  /** Those of each component. */
  readonly profiles: Readonly<Record<string, readonly string[]>>;
}

/** Asks for the state of every component, now. Given up when the signal is aborted. */
export type Observe = (signal: AbortSignal) => Promise<Result<Observed>>;

/** What a manifest and the configuration say of a component. */
export interface ComponentFacts {
  readonly name: string;
  readonly kind: Kind;
  readonly description: string;
  readonly profiles: readonly string[];
  readonly variables: readonly ShownVariable[];
  /** What is wrong with its configuration. */
  readonly diagnostics: readonly Diagnostic[];
}

export type LogOptions = Parameters<Workspace['logs']>[1];

/** What the console asks of the engine to read. What comes from it holds no secret. */
export interface Engine {
  readonly observe: Observe;
  /** What components take of the machine, by name. */
  usage(): Promise<Result<ReadonlyMap<string, Usage>>>;
  /** Undefined where there is no component of that name. */
  component(name: string): Promise<Result<ComponentFacts | undefined>>;
  /** Output of a component, oldest line first. */
  logs(name: string, options: LogOptions): Promise<Result<AsyncIterable<LogLine>>>;
  backups(): Promise<Result<BackupListing>>;
  /** What a set holds: its id, or the beginning of just one. */
  set(id: string): Promise<Result<BackupContents>>;
  /** The command that has the lock of the environment, for people: `dsw up (process 123)`. */
  working(): Promise<Result<string | undefined>>;
}
