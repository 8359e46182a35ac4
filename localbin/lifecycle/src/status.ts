import type { Diagnostic, Kind } from '@dust-workspace/component';
import type { RuntimeName } from '@dust-workspace/runtime';

export const componentStates = [
  'stopped',
  'starting',
  'running',
  'healthy',
  'degraded',
  'unhealthy',
  'failed',
  'unavailable',
  'unknown',
] as const;
export type ComponentState = (typeof componentStates)[number];

export interface LastBackup {
  readonly set: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly bytes: number;
  /** When this very backup was last proven sound. */
  readonly verifiedAt: string | null;
}

/** The newest backup that was proven sound. */
export interface LastVerified {
  readonly set: string;
  /** When it was made. ISO 8601, UTC. */
  readonly at: string;
  readonly bytes: number;
  readonly verifiedAt: string;
  /** `drill`: it was restored and compared. `verify`: its bytes were read and checked. */
  readonly how: 'verify' | 'drill';
}

/** One row of `dsw status`. */
export interface ComponentStatus {
  readonly name: string;
  readonly kind: Kind;
  readonly runtime: RuntimeName;
  readonly state: ComponentState;
  readonly prepared: boolean;
  readonly initialised: boolean;
  readonly ports: Readonly<Record<string, number>>;
  /** Whether its volume holds anything that could be lost. */
  readonly hasData: boolean;
  readonly lastBackup: LastBackup | null;
  readonly lastVerified: LastVerified | null;
  readonly detail: string;
}

/**
 * Answer of `status`. `probes` gives the readiness probe's latency in milliseconds by component, where one was asked and answered;
 * `addresses` where a component that speaks HTTP is to be opened in a browser, while it runs; `since` when one that runs was started, in ISO 8601, UTC.
 */
export interface StatusReport {
  readonly environment: string;
  readonly observedAt: Date;
  readonly runtime: RuntimeName;
  /** Why that runtime, for people; null where there was nothing to choose. */
  readonly runtimeBecause: string | null;
  readonly components: readonly ComponentStatus[];
  readonly diagnostics: readonly Diagnostic[];
  readonly probes: Readonly<Record<string, number>>;
  readonly addresses: Readonly<Record<string, string>>;
  readonly since: Readonly<Record<string, string>>;
}
