import type { ContentEntry } from '@dust-workspace/component/hooks';

/** By kind, then by name. Pure. */
export function sortEntries(entries: readonly ContentEntry[]): ContentEntry[] {
  return entries.toSorted((a, b) => compare(a.kind, b.kind) || compare(a.name, b.name));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
