import type { Collection } from './definitions.js';
import { groupName, groupsOf, type ShardGroup } from './definitions.js';

/** A step in the making of a collection's shards. */
export type LayoutStep =
  | { readonly kind: 'key'; readonly group: ShardGroup }
  /** A key of no use that takes the numbers which keys once had that are gone, until the next key has its own. */
  | { readonly kind: 'filler'; readonly name: string; readonly count: number };

/**
 * How to make the shards of a collection anew with the numbers that they have: where a point belongs depends on the numbers of the shards among
 * which it is distributed. Qdrant gives out the number after the greatest, from 1, where there are keys, and numbers from 0 where there are none
 * and nothing is to be made after the collection itself. Pure.
 */
export function layoutSteps(collection: Pick<Collection, 'name' | 'shards'>): LayoutStep[] | { readonly obstacle: string } {
  const groups = groupsOf(collection);
  const steps: LayoutStep[] = [];
  let next = 1;
  for (const group of groups) {
    const ids = group.shards.map(({ id }) => id);
    const first = group.key === undefined ? 0 : next;
    const begin = ids[0] ?? first;
    if (ids.some((id, index) => id !== begin + index) || begin < first || (group.key === undefined && begin !== 0))
      return {
        obstacle: `the shards of ${groupName(collection.name, group)} have the numbers ${ids.join(', ')}, as they have after resharding`,
      };
    if (group.key === undefined) continue;
    if (begin > next) steps.push({ kind: 'filler', name: `filler-${next}`, count: begin - next });
    steps.push({ kind: 'key', group });
    next = begin + ids.length;
  }
  return steps;
}
