import { HookFailure } from '@dust-workspace/component/hooks';
import type { Shard } from './definitions.js';
import type { Json } from './exactJson.js';
import { expectList, expectNumber, expectObject, expectText } from './expectJson.js';
import { isMissing, mayPass } from './failures.js';
import { path, type Qdrant } from './qdrant.js';

/** A snapshot of one shard, as Qdrant keeps it until it is told to delete it. */
export interface ShardSnapshot {
  readonly collection: string;
  readonly shard: Shard;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256. */
  readonly checksum?: string;
}

/**
 * Has Qdrant write a snapshot of a shard. Where it is not clear what has become of the order (a time-out, an error, "accepted"), the list of
 * snapshots tells: a new one in it with a checksum is whole. What an order may have left beside the one that is returned is deleted.
 */
export async function createShardSnapshot(qdrant: Qdrant, collection: string, shard: Shard): Promise<ShardSnapshot> {
  const where = snapshotsOf(collection, shard);
  const known = new Set((await listShardSnapshots(qdrant, collection, shard)).map(({ name }) => name));
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { accepted, result } = await qdrant.askOnce('POST', `${where}?wait=true`, { within: qdrant.patience.work });
      const made = accepted ? await appeared(qdrant, collection, shard, known) : snapshotOf(collection, shard, result);
      if (attempt > 1) await deleteOthers(qdrant, collection, shard, known, made);
      return made;
    } catch (error) {
      if (!mayPass(error)) throw error;
      await qdrant.pause(attempt, error);
      const made = (await listShardSnapshots(qdrant, collection, shard)).find((one) => isNewAndWhole(one, known));
      if (made !== undefined) return made;
      if (attempt >= qdrant.patience.attempts) throw error;
    }
  }
}

export async function listShardSnapshots(qdrant: Qdrant, collection: string, shard: Shard): Promise<ShardSnapshot[]> {
  const list = expectList(await qdrant.ask('GET', snapshotsOf(collection, shard)), 'the snapshots of a shard');
  return list.map((entry) => snapshotOf(collection, shard, entry));
}

/** That it is gone already is as good. */
export async function deleteShardSnapshot(
  qdrant: Qdrant,
  { collection, shard, name }: Pick<ShardSnapshot, 'collection' | 'shard' | 'name'>,
) {
  try {
    await qdrant.ask('DELETE', `${snapshotsOf(collection, shard)}${path`/${name}`}?wait=true`);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

export function snapshotsOf(collection: string, { id }: Shard): string {
  return path`/collections/${collection}/shards/${id}/snapshots`;
}

async function appeared(qdrant: Qdrant, collection: string, shard: Shard, known: ReadonlySet<string>): Promise<ShardSnapshot> {
  const until = performance.now() + qdrant.patience.work;
  for (let look = 1; ; look += 1) {
    const made = (await listShardSnapshots(qdrant, collection, shard)).find((one) => isNewAndWhole(one, known));
    if (made !== undefined) return made;
    if (performance.now() > until)
      throw new HookFailure(
        `Qdrant accepted to make a snapshot of shard ${shard.id} of ${collection}, but there is none`,
        `See dsw logs ${qdrant.context.component}.`,
      );
    await qdrant.pause(look);
  }
}

/** The checksum is written when the snapshot is in its place. */
function isNewAndWhole({ name, checksum }: ShardSnapshot, known: ReadonlySet<string>): boolean {
  return checksum !== undefined && !known.has(name);
}

async function deleteOthers(
  qdrant: Qdrant,
  collection: string,
  shard: Shard,
  known: ReadonlySet<string>,
  made: ShardSnapshot,
): Promise<void> {
  for (const one of await listShardSnapshots(qdrant, collection, shard))
    if (!known.has(one.name) && one.name !== made.name) await deleteShardSnapshot(qdrant, one);
}

function snapshotOf(collection: string, shard: Shard, entry: Json): ShardSnapshot {
  const { name, size, checksum } = expectObject(entry, 'a snapshot');
  return {
    collection,
    shard,
    name: expectText(name, 'the name of a snapshot'),
    size: expectNumber(size, 'the size of a snapshot'),
    ...(typeof checksum === 'string' ? { checksum } : {}),
  };
}
