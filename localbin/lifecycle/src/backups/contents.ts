import { basename } from 'node:path';
import { chooseSet, snapshotContents, summaryOf, type InventorySet, type SnapshotSummary } from '@dust-workspace/backup';
import { ok, type ContentEntry, type Result } from '@dust-workspace/component';
import type { Base } from '../session.js';
import { openStore } from './openStore.js';

/** What a set holds, as it was recorded when it was made. */
export interface BackupContents {
  readonly set: InventorySet;
  /** By component, in alphabetical order. */
  readonly snapshots: readonly RecordedSnapshot[];
}

export interface RecordedSnapshot extends SnapshotSummary {
  /** What the data held; undefined where nothing was recorded, or the record cannot be read. */
  readonly contents?: readonly ContentEntry[];
  /** Why the record cannot be read. */
  readonly problem?: string;
}

/** Reads what a set recorded of the contents of its components, `wanted` being its id or the beginning of just one. The data are not read. */
export async function readBackupContents(base: Base, wanted: string): Promise<Result<BackupContents>> {
  const { catalog, selection, redactor } = base;
  const store = await openStore(base);
  if (!store.ok) return store;
  const chosen = await chooseSet({
    store: store.value,
    workspace: basename(catalog.root),
    environment: selection.environment,
    components: [],
    wanted,
    incomplete: true,
  });
  if (!chosen.ok) return chosen;
  const { id, manifest } = chosen.value;
  const summary = summaryOf(manifest, await store.value.stamps(id));
  const snapshots = await Promise.all(
    summary.snapshots.map(async (snapshot): Promise<RecordedSnapshot> => {
      const read = await snapshotContents(chosen.value, snapshot.component);
      if (!read.ok) return { ...snapshot, problem: read.diagnostics.map(({ message }) => redactor.redact(message)).join('; ') };
      return read.value === undefined ? snapshot : { ...snapshot, contents: read.value.map((entry) => redacted(entry, redactor.redact)) };
    }),
  );
  return ok({ set: { ...summary, consistency: manifest.consistency }, snapshots });
}

/** Names and values are the data's own words. */
function redacted(entry: ContentEntry, redact: (text: string) => string): ContentEntry {
  return { ...entry, name: redact(entry.name), ...(entry.value === undefined ? {} : { value: redact(entry.value) }) };
}
