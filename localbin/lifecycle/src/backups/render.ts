import {
  damagedStamps,
  describePolicy,
  describeReason,
  formatBytes,
  type KeepReason,
  type RemoveReason,
  type InventorySet,
  type Verdict,
} from '@dust-workspace/backup';
import { ageOf } from '../age.js';
import { plain, type Colour, type Paint } from '../paint.js';
import { renderColumns } from '../renderColumns.js';
import type { BackupListing } from './list.js';
import type { PinReport } from './pin.js';
import type { PruneReport } from './prune.js';

const listHeader = ['SET', 'AGE', 'SIZE', 'COMPONENTS', 'STATE', 'CONSISTENCY', 'STAMPS'];

/** The sets as a table, the newest first, with what was learnt of each. */
export function renderBackups(
  { environment, store, sets, unreadable, listedAt }: BackupListing,
  paint: Paint = plain,
  width?: number,
): string {
  const head = `environment ${environment}, backups in ${store}`;
  const damaged = unreadable.length === 0 ? [] : [paint(damagedLine(unreadable.map(({ id }) => id)), 'red')];
  if (sets.length === 0) return [head, 'no sets', ...damaged].join('\n');
  const rows = sets.map((set) => [
    set.id,
    ageOf(set.createdAt, listedAt),
    formatBytes(set.bytes),
    componentsOf(set).join(', '),
    set.complete ? 'complete' : 'INCOMPLETE',
    set.consistency.kind === 'writers-stopped' ? 'writers stopped' : 'per component',
    stampsOf(set, listedAt).join('; '),
  ]);
  const table = renderColumns([listHeader, ...rows], {
    paint: (cell, row, column) => paint(cell, colourInList(sets[row - 1], column)),
    width,
    yields: [
      { kind: 'wrap', column: componentsColumn, least: 24 },
      { kind: 'wrap', column: stampsColumn, least: 20 },
      { kind: 'drop', column: consistencyColumn },
      { kind: 'under', column: stampsColumn },
      { kind: 'wrap', column: componentsColumn, least: 12 },
    ],
  });
  return [head, table, ...damaged].join('\n');
}

/** Exactly what `dsw backup-list --json` promises. */
export function backupsAsJson({ environment, store, sets, unreadable }: BackupListing): unknown {
  return { environment, store, sets, damaged: unreadable.map(({ id, diagnostic }) => ({ id, message: diagnostic.message })) };
}

/** What a prune keeps and removes and why, and what becomes free. */
export function renderPrune(report: PruneReport, paint: Paint = plain, width?: number): string {
  const { environment, store, policy, verdicts, unreadable, plannedAt } = report;
  const rows = [
    ...verdicts.map((verdict) => verdictRow(verdict, plannedAt)),
    ...unreadable.map(({ id, kind }) => [
      shownAs(kind),
      id,
      '',
      '',
      '',
      kind === 'kept' ? 'damaged; nobody named it' : 'damaged, and named',
    ]),
  ];
  const kinds = [...verdicts, ...unreadable].map(({ kind }) => kind);
  const table = renderColumns([['', 'SET', 'AGE', 'SIZE', 'COMPONENTS', 'BECAUSE'], ...rows], {
    paint: (cell, row, column) => paint(cell, kinds[row - 1] === 'removed' && column < 2 ? 'red' : undefined),
    width,
    yields: [
      { kind: 'wrap', column: 5, least: 24 },
      { kind: 'wrap', column: 4, least: 12 },
    ],
  });
  const head = `environment ${environment}, backups in ${store}, policy: ${describePolicy(policy)}`;
  return [head, ...(rows.length === 0 ? [] : [table]), ...sweptLines(report), summaryLine(report)].join('\n');
}

/** Exactly what `dsw backup-prune --json` promises. */
export function pruneAsJson(report: PruneReport): unknown {
  const { environment, store, policy, confirmed, freed, verdicts, unreadable } = report;
  const sets = verdicts.map((verdict) => ({
    id: verdict.set.id,
    createdAt: verdict.set.createdAt,
    bytes: verdict.set.bytes,
    components: componentsOf(verdict.set),
    verdict: verdict.kind,
    because: reasonsOf(verdict).map(describeReason),
  }));
  const damaged = unreadable.map(({ id, kind, diagnostic }) => ({ id, verdict: kind, message: diagnostic.message }));
  return { environment, store, policy: describePolicy(policy), confirmed, freed, sets, damaged };
}

export function renderPin({ set, pinned, unchanged }: PinReport, planned = false): string {
  if (planned && !unchanged) return pinned ? `${set} would be pinned: no prune would remove it` : `${set} would not be pinned any more`;
  if (!pinned) return unchanged ? `${set} was not pinned` : `${set} is not pinned any more`;
  return unchanged ? `${set} was pinned already` : `${set} is pinned: no prune removes it`;
}

function componentsOf({ snapshots }: InventorySet): string[] {
  return snapshots.map(({ component }) => component);
}

/** `verified 2 d ago`, or of which components only some were. The oldest of several counts. */
function stampsOf(set: InventorySet, now: Date): string[] {
  const { verified, drilled, pinned } = set.stamps;
  return [
    ...stampOf('drilled', drilled, set, now),
    ...stampOf('verified', verified, set, now),
    ...(pinned === null
      ? []
      : [
          `pinned${pinned === damagedStamps.pinned ? '' : ` ${ageOf(pinned.at, now)}`}${pinned.reason === '' ? '' : ` (${pinned.reason})`}`,
        ]),
  ];
}

function stampOf(word: string, times: Readonly<Record<string, string>>, set: InventorySet, now: Date): string[] {
  const stamped = componentsOf(set).filter((component) => times[component] !== undefined);
  const [oldest] = stamped.map((component) => times[component] ?? '').sort();
  if (oldest === undefined) return [];
  const of = stamped.length === set.snapshots.length ? '' : ` (${stamped.join(', ')})`;
  return [`${word} ${ageOf(oldest, now)}${of}`];
}

const [componentsColumn, stateColumn, consistencyColumn, stampsColumn] = [3, 4, 5, 6] as const;

function colourInList(set: InventorySet | undefined, column: number): Colour | undefined {
  if (set === undefined) return undefined;
  if (column === stateColumn) return set.complete ? 'green' : 'red';
  return column === stampsColumn ? 'green' : undefined;
}

function damagedLine(ids: readonly string[]): string {
  return `damaged: ${ids.join(', ')}`;
}

function verdictRow(verdict: Verdict<InventorySet>, now: Date): string[] {
  const { set, kind } = verdict;
  const because = reasonsOf(verdict).map(describeReason).join('; ');
  return [shownAs(kind), set.id, ageOf(set.createdAt, now), formatBytes(set.bytes), componentsOf(set).join(', '), because];
}

function reasonsOf(verdict: Verdict<InventorySet>): readonly (KeepReason | RemoveReason)[] {
  return verdict.kind === 'kept' ? verdict.because : [verdict.because];
}

function shownAs(kind: 'kept' | 'removed'): string {
  return kind === 'kept' ? 'keep' : 'remove';
}

function sweptLines({ swept }: PruneReport): string[] {
  return swept.map((what) => `removed what a command left behind that was killed: ${what}`);
}

function summaryLine({ verdicts, unreadable, confirmed, freed, shares }: PruneReport): string {
  const count = [...verdicts, ...unreadable].filter(({ kind }) => kind === 'removed').length;
  if (count === 0) return 'nothing to remove';
  const sets = count === 1 ? '1 set' : `${count} sets`;
  const space = `${shares ? 'up to ' : ''}${formatBytes(freed)}`;
  return confirmed ? `removed ${sets}: ${space} are free now` : `would remove ${sets}, which frees ${space}: --confirm removes them`;
}
