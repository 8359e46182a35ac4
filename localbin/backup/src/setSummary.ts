import type { DataEngine } from '@dust-workspace/component';
import type { SetFailure, SetManifest, SnapshotRecord } from './setManifest.js';
import type { SetStamps } from './setStamps.js';

export interface SnapshotSummary {
  readonly component: string;
  readonly method: SnapshotRecord['method'];
  readonly runtime: string;
  readonly engine?: DataEngine;
  /** As stored. */
  readonly bytes: number;
  readonly contentBytes: number;
  readonly notes: readonly string[];
}

/** A set in short. */
export interface SetSummary {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly workspace: string;
  readonly environment: string;
  /** As stored. */
  readonly bytes: number;
  /** Whether everything that was to be in it is. */
  readonly complete: boolean;
  /** What is not, and why. */
  readonly failures: readonly SetFailure[];
  /** What was learnt of it since. */
  readonly stamps: SetStamps;
  /** By component, in alphabetical order. */
  readonly snapshots: readonly SnapshotSummary[];
}

export function summaryOf(manifest: SetManifest, stamps: SetStamps): SetSummary {
  const { id, createdAt, workspace, environment, complete, failures, environmentFiles } = manifest;
  const snapshots = manifest.snapshots.map(snapshotSummary);
  const bytes = total(snapshots, 'bytes') + total(environmentFiles, 'bytes');
  return { id, createdAt, workspace, environment, bytes, complete, failures, stamps, snapshots };
}

function snapshotSummary({ component, method, runtime, engine, files, notes }: SnapshotRecord): SnapshotSummary {
  const sizes = { bytes: total(files, 'bytes'), contentBytes: total(files, 'contentBytes') };
  return { component, method, runtime, ...(engine === undefined ? {} : { engine }), ...sizes, notes };
}

function total<K extends string>(items: readonly Readonly<Record<K, number>>[], key: K): number {
  return items.reduce((sum, item) => sum + item[key], 0);
}
