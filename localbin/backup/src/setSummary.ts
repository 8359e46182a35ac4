import type { SetManifest, SnapshotRecord } from './setManifest.js';

export interface SnapshotSummary {
  readonly component: string;
  readonly method: SnapshotRecord['method'];
  readonly runtime: string;
  readonly engine?: string;
  /** As stored. */
  readonly bytes: number;
  readonly contentBytes: number;
  readonly notes: readonly string[];
}

/** A complete set, in short. */
export interface SetSummary {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly workspace: string;
  readonly environment: string;
  /** As stored. */
  readonly bytes: number;
  /** Null: nobody has restored it for a test yet. */
  readonly verifiedAt: string | null;
  /** By component, in alphabetical order. */
  readonly snapshots: readonly SnapshotSummary[];
}

export function summaryOf(manifest: SetManifest): SetSummary {
  const { id, createdAt, workspace, environment } = manifest;
  const snapshots = manifest.snapshots.map(snapshotSummary);
  return { id, createdAt, workspace, environment, bytes: total(snapshots, 'bytes'), verifiedAt: null, snapshots };
}

function snapshotSummary({ component, method, runtime, engine, files, notes }: SnapshotRecord): SnapshotSummary {
  const sizes = { bytes: total(files, 'bytes'), contentBytes: total(files, 'contentBytes') };
  return { component, method, runtime, ...(engine === undefined ? {} : { engine }), ...sizes, notes };
}

function total<K extends string>(items: readonly Readonly<Record<K, number>>[], key: K): number {
  return items.reduce((sum, item) => sum + item[key], 0);
}
