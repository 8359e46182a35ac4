import type { ContentEntry } from '@dust-workspace/component';

/** What data held, in one line: `3 tables with 1204 rows, 2 sequences`. Pure. */
export function summaryOf(contents: readonly ContentEntry[]): string {
  if (contents.length === 0) return 'nothing in it';
  const kinds = new Map<string, { entries: number; count: number; counts: boolean }>();
  for (const { kind, count } of contents) {
    const sum = kinds.get(kind) ?? { entries: 0, count: 0, counts: false };
    kinds.set(kind, { entries: sum.entries + 1, count: sum.count + (count ?? 0), counts: sum.counts || count !== undefined });
  }
  return [...kinds]
    .map(([kind, { entries, count, counts }]) => {
      const things = `${entries} ${entries === 1 ? kind : many(kind)}`;
      if (!counts) return things;
      return kind === 'table' ? `${things} with ${count} ${count === 1 ? 'row' : 'rows'}` : `${things} (${count})`;
    })
    .join(', ');
}

function many(kind: string): string {
  if (/(s|x|ch|sh)$/.test(kind)) return `${kind}es`;
  return /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}
