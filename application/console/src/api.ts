import type { Diagnostic } from '@dust-workspace/component';
import type { ComponentState, ComponentStatus } from '@dust-workspace/lifecycle';

/** How far samples get: into the database, or only into memory. */
export interface DatabaseAnswer {
  readonly state: 'absent' | 'connecting' | 'connected' | 'away';
  /** How it stores samples, once that is known. */
  readonly storage: 'hypertable' | 'table' | null;
  /** Since when it is connected or away; ISO 8601, UTC. */
  readonly since: string | null;
  /** Why it is away. */
  readonly reason: string | null;
  /** Samples that wait for the database. */
  readonly buffered: number;
  /** Samples that were given up because the buffer was full. */
  readonly dropped: number;
}

/** Answer of `GET /api/status`. */
export interface StatusAnswer {
  readonly environment: string;
  /** Null until the workspace was seen once. */
  readonly runtime: string | null;
  /** When the components were last seen; ISO 8601, UTC. */
  readonly at: string | null;
  /** The rows of `dsw status --json`. */
  readonly components: readonly ComponentStatus[];
  /** Latency of the readiness probe in milliseconds, by component. */
  readonly probes: Readonly<Record<string, number>>;
  readonly database: DatabaseAnswer;
  readonly diagnostics: readonly Diagnostic[];
}

/** Milliseconds since 1970, state, latency of the readiness probe in milliseconds where one was asked and answered. */
export type HistoryPoint = readonly [at: number, state: ComponentState, latency: number | null];

/** Answer of `GET /api/history`. */
export interface HistoryAnswer {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds between two samples; a much longer distance is a gap in the record. */
  readonly sampleEvery: number;
  /** `memory`: only what this console has seen itself. */
  readonly source: 'database' | 'memory';
  /** Oldest first. */
  readonly components: Readonly<Record<string, readonly HistoryPoint[]>>;
}
