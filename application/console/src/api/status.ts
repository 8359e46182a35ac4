import type { Diagnostic } from '@dust-workspace/component';
import type { ComponentStatus } from '@dust-workspace/lifecycle';
import type { RunAnswer } from './runs.js';

/** Answer of `GET /api/status`. */
export interface StatusAnswer {
  readonly environment: string;
  /** The name of the folder of the workspace, and where it is. */
  readonly workspace: { readonly name: string; readonly path: string };
  /** Null until the workspace was seen once. */
  readonly runtime: string | null;
  /** When the components were last seen. */
  readonly at: string | null;
  /** The rows of `dsw status --json`, needs first; for how long a component is up is told by `since` instead of their detail. */
  readonly components: readonly ComponentStatus[];
  /** Latency of the readiness probe in milliseconds, by component. */
  readonly probes: Readonly<Record<string, number>>;
  /** Where a component that speaks HTTP is to be opened, while it runs. */
  readonly addresses: Readonly<Record<string, string>>;
  /** When each component that runs was started. */
  readonly since: Readonly<Record<string, string>>;
  /** In the order in which they start. */
  readonly dependencies: readonly DependencyAnswer[];
  /** Those of each component, once the workspace was seen. */
  readonly profiles: Readonly<Record<string, readonly string[]>>;
  /** By component; those that do not run are absent. */
  readonly usage: Readonly<Record<string, UsageAnswer>>;
  readonly database: DatabaseAnswer;
  readonly diagnostics: readonly Diagnostic[];
  /** The run of this console that is at work. */
  readonly busy: RunAnswer | null;
  /** The console's own component. */
  readonly self: string;
  readonly changes: ChangesAnswer;
  /** Null while the engine answers. */
  readonly unavailable: UnavailableAnswer | null;
}

/**
 * What has changed since the status that was sent before, to be laid over it: what is absent is as it was. Of `components` those that changed
 * or are new; of `probes`, `addresses`, `since` and `usage` those that changed, and null for those that are gone.
 */
export interface StatusPatch {
  readonly at: string | null;
  readonly components: readonly ComponentStatus[];
  /** Components that are gone. */
  readonly removed: readonly string[];
  readonly probes?: Readonly<Record<string, number | null>>;
  readonly addresses?: Readonly<Record<string, string | null>>;
  readonly since?: Readonly<Record<string, string | null>>;
  readonly usage?: Readonly<Record<string, UsageAnswer | null>>;
  readonly runtime?: string | null;
  readonly dependencies?: readonly DependencyAnswer[];
  readonly profiles?: Readonly<Record<string, readonly string[]>>;
  readonly database?: DatabaseAnswer;
  readonly diagnostics?: readonly Diagnostic[];
  readonly changes?: ChangesAnswer;
}

/** How far samples get: into the database, or only into memory. */
export interface DatabaseAnswer {
  readonly state: 'absent' | 'connecting' | 'connected' | 'away';
  /** How it stores samples, once that is known. */
  readonly storage: 'hypertable' | 'table' | null;
  /** Since when it is connected or away. */
  readonly since: string | null;
  /** Why it is away. */
  readonly reason: string | null;
  /** Samples that wait for the database. */
  readonly buffered: number;
  /** Samples that were given up because the buffer was full. */
  readonly dropped: number;
}

/** What a component takes of the machine. */
export interface UsageAnswer {
  /** Of one core, since the look before: 1.5 is one and a half cores. Null until there were two looks. */
  readonly cpuShare: number | null;
  readonly memoryBytes: number;
  readonly processes: number;
}

/** `condition`: as the manifest says, `started`, `healthy`, `initialised` or `prepared`. `optional`: it is wanted, not needed. */
export interface NeedAnswer {
  readonly component: string;
  readonly condition: string;
  readonly optional: boolean;
}

export interface DependencyAnswer {
  readonly component: string;
  readonly needs: readonly NeedAnswer[];
}

/** Whether the token lets this page change anything, and if not why and what to do. */
export type ChangesAnswer = { readonly allowed: true } | { readonly allowed: false; readonly reason: string; readonly remedy: string };

/** The engine does not answer; what is shown is what was known before. */
export interface UnavailableAnswer {
  /** Since when. */
  readonly since: string;
  /** Why, in one line. */
  readonly reason: string;
  /** What to do about it. */
  readonly remedy: string | null;
  /** All that was said. */
  readonly diagnostics: readonly Diagnostic[];
}
