import type { ContentEntry } from '@dust-workspace/component/hooks';
import { groupName, type Collection, type ShardGroup } from './definitions.js';
import { pointsEntry, readPoints, type Points } from './points.js';
import type { Qdrant } from './qdrant.js';
import { createShardSnapshot, deleteShardSnapshot, type ShardSnapshot } from './shardSnapshot.js';
import { recordUnfinished } from './unfinished.js';

/** How often the shards of a group are saved anew because something was written meanwhile. */
const attempts = 3;

export interface SavedGroup {
  readonly snapshots: readonly ShardSnapshot[];
  /** What is in them. */
  readonly entry: ContentEntry;
  /** Where it is certain that nothing was written while they were made. Equal numbers alone do not tell: a document that is written anew is deleted before. */
  readonly count?: number;
}

/**
 * Snapshots of the shards of a group, and what is in them. Qdrant makes the snapshot of one shard at one moment, but does not tell what is in it, and
 * has nothing that spans several. So the points are read before and after: where both are the same, that is what was saved. Where something is
 * written all the time, it is known only between which counts it lies.
 */
export async function steadySnapshots(
  qdrant: Qdrant,
  collection: Collection,
  group: ShardGroup,
  options: {
    readonly digest: boolean;
    readonly onMade: (snapshot: ShardSnapshot) => void;
    readonly onGone: (snapshot: ShardSnapshot) => void;
  },
): Promise<SavedGroup> {
  const seen: Points[] = [await readPoints(qdrant, collection, group, options.digest)];
  for (let attempt = 1; ; attempt += 1) {
    const snapshots: ShardSnapshot[] = [];
    for (const shard of group.shards) {
      const snapshot = await createShardSnapshot(qdrant, collection.name, shard);
      snapshots.push(snapshot);
      options.onMade(snapshot);
      await recordUnfinished(qdrant, snapshot);
    }
    const [before, after] = [seen.at(-1), await readPoints(qdrant, collection, group, options.digest)];
    seen.push(after);
    if (before?.count === after.count && before.digest === after.digest)
      return { snapshots, entry: pointsEntry(collection, group, after), ...(options.digest ? { count: after.count } : {}) };
    if (attempt >= attempts) return { snapshots, entry: between(collection, group, seen) };
    qdrant.context.log(`${groupName(collection.name, group)} was written to meanwhile; its snapshots are made again`);
    for (const snapshot of snapshots) {
      await deleteShardSnapshot(qdrant, snapshot);
      options.onGone(snapshot);
    }
  }
}

function between(collection: Collection, group: ShardGroup, seen: readonly Points[]): ContentEntry {
  const counts = seen.map(({ count }) => count);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return { kind: 'points', name: groupName(collection.name, group), value: String(least), upTo: String(most) };
}
