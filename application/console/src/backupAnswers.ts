import type { BackupContents, BackupListing, RecordedSnapshot } from '@dust-workspace/lifecycle';
import type { BackupsAnswer, SetAnswer, SetSummaryAnswer, SnapshotAnswer } from './api.js';

/** What `GET /api/backups` says. Pure. */
export function backupsAnswer({ store, sets, unreadable }: BackupListing): BackupsAnswer {
  return { store, sets: sets.map(summaryOf), damaged: unreadable.map(({ id, diagnostic }) => ({ id, message: diagnostic.message })) };
}

/** What `GET /api/backups/<set>` says. Pure. */
export function setAnswer({ set, snapshots }: BackupContents): SetAnswer {
  return { set: summaryOf(set), snapshots: snapshots.map(snapshotOf) };
}

function summaryOf(set: BackupListing['sets'][number]): SetSummaryAnswer {
  const { id, createdAt, bytes, stamps, failures, consistency, snapshots } = set;
  return {
    id,
    at: createdAt,
    bytes,
    components: snapshots.map(({ component }) => component),
    verified: stamps.verified,
    drilled: stamps.drilled,
    pinned: stamps.pinned,
    incomplete: failures,
    consistent: consistency.kind === 'writers-stopped',
  };
}

function snapshotOf({
  component,
  method,
  runtime,
  engine,
  bytes,
  contentBytes,
  notes,
  contents,
  problem,
}: RecordedSnapshot): SnapshotAnswer {
  return {
    component,
    method,
    runtime,
    engine: engine === undefined ? null : `${engine.name} ${engine.version}`,
    bytes,
    contentBytes,
    notes,
    contents: contents ?? null,
    problem: problem ?? null,
  };
}
