import type { ComponentStatus } from '@dust-workspace/lifecycle';
import type { UsageAnswer } from '../../api.js';
import { statesInOrder } from '../looks.js';

export const columns = ['order', 'name', 'state', 'probe', 'cpu', 'memory', 'backup'] as const;
export type Column = (typeof columns)[number];

export interface Sorting {
  readonly by: Column;
  readonly descending: boolean;
}

export interface Measures {
  readonly probes: Readonly<Record<string, number>>;
  readonly usage: Readonly<Record<string, UsageAnswer>>;
}

/** Rows in the order of a column, `order` being that in which they start. What has no value comes last, whichever way. */
export function sortRows(rows: readonly ComponentStatus[], { by, descending }: Sorting, measures: Measures): readonly ComponentStatus[] {
  if (by === 'order') return descending ? rows.toReversed() : rows;
  const keyed = rows.map((row) => ({ row, key: keyOf(row, by, measures) }));
  return keyed
    .sort((a, b) => {
      if (a.key === undefined || b.key === undefined) return Number(a.key === undefined) - Number(b.key === undefined);
      return compare(a.key, b.key) * (descending ? -1 : 1);
    })
    .map(({ row }) => row);
}

/** What a click on the head of a column makes of the sorting: first the way that is looked for more often, then the other, then none. */
export function sortedBy(sorting: Sorting, by: Column): Sorting {
  const firstDescending = by === 'cpu' || by === 'memory' || by === 'probe';
  if (sorting.by !== by) return { by, descending: firstDescending };
  return sorting.descending === firstDescending ? { by, descending: !firstDescending } : { by: 'order', descending: false };
}

function keyOf(row: ComponentStatus, by: Column, { probes, usage }: Measures): string | number | undefined {
  switch (by) {
    case 'state':
      return statesInOrder.indexOf(row.state);
    case 'probe':
      return probes[row.name];
    case 'cpu':
      return usage[row.name]?.cpuShare ?? undefined;
    case 'memory':
      return usage[row.name]?.memoryBytes;
    case 'backup':
      return row.lastBackup?.at;
    case 'name':
    case 'order':
      return row.name;
  }
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
