import { storedPath } from './setLayout.js';
import type { SnapshotRecord } from './setManifest.js';
import type { StoredFacts } from './storedFile.js';

/** What is recorded about where a snapshot comes from. */
export interface SnapshotInfo {
  readonly runtime: string;
  /** What wrote the data, and its version: `postgresql 15.14`. */
  readonly engine?: string;
}

export interface SnapshotOptions {
  /** The folder of the set. */
  readonly folder: string;
  readonly component: string;
  readonly info: SnapshotInfo;
  readonly clock: () => Date;
}

export interface FinishedSnapshot {
  readonly method: SnapshotRecord['method'];
  /** By name. */
  readonly files: ReadonlyMap<string, StoredFacts>;
  readonly notes: readonly string[];
  readonly startedAt: Date;
}

/** What the manifest says about a snapshot of which everything is stored. */
export function snapshotRecord({ component, info, clock }: SnapshotOptions, finished: FinishedSnapshot): SnapshotRecord {
  return {
    component,
    method: finished.method,
    runtime: info.runtime,
    ...(info.engine === undefined ? {} : { engine: info.engine }),
    files: [...finished.files].map(([name, facts]) => ({ name, path: storedPath(component, name), ...facts })),
    notes: [...finished.notes],
    startedAt: finished.startedAt.toISOString(),
    finishedAt: clock().toISOString(),
  };
}
