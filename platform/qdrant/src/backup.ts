import { once } from 'node:events';
import { HookFailure, type ContentEntry, type SnapshotWriter } from '@dust-workspace/component/hooks';
import { entriesOf, groupName, groupsOf, readDefinitions, type Collection, type Definitions } from './definitions.js';
import { downloadSnapshot } from './downloadSnapshot.js';
import { engine } from './engine.js';
import { writeJson } from './exactJson.js';
import { patience as usual, type Patience } from './patience.js';
import { Qdrant, type Context } from './qdrant.js';
import { deleteShardSnapshot, type ShardSnapshot } from './shardSnapshot.js';
import { indexFile, writeIndex, type CollectionRecord, type ShardFile } from './snapshotIndex.js';
import { steadySnapshots } from './steadySnapshots.js';
import { deleteUnfinished, forgetUnfinished } from './unfinished.js';
import { untilActive } from './untilActive.js';

/** Streams a snapshot of each shard of each collection, with what is needed to make the collections anew, and records what is in them. */
export async function backup(context: Context, snapshot: SnapshotWriter, patience: Patience = usual): Promise<void> {
  const qdrant = new Qdrant(context, patience);
  await deleteUnfinished(qdrant);
  const definitions = await readDefinitions(qdrant);
  snapshot.expect(await expectedBytes(context));
  const left = new Set<ShardSnapshot>();
  try {
    const entries = [...entriesOf(definitions)];
    const collections: CollectionRecord[] = [];
    for (const collection of definitions.collections) {
      const saved = await saveCollection(qdrant, collection, collections.length, snapshot, left);
      collections.push(saved.record);
      entries.push(...saved.entries);
    }
    await expectUnchanged(qdrant, definitions);
    const { version } = await engine(context, patience);
    const index = snapshot.file(indexFile);
    index.end(writeIndex({ version, collections, aliases: definitions.aliases }));
    await once(index, 'finish');
    snapshot.record(entries);
  } finally {
    await deleteLeft(qdrant, left);
  }
}

async function saveCollection(
  qdrant: Qdrant,
  collection: Collection,
  position: number,
  snapshot: SnapshotWriter,
  left: Set<ShardSnapshot>,
): Promise<{ readonly record: CollectionRecord; readonly entries: readonly ContentEntry[] }> {
  const { name, elsewhere } = collection;
  if (elsewhere.length > 0)
    throw new HookFailure(
      `of ${name}, shards ${elsewhere.join(', ')} are only on other peers of the cluster`,
      'Move them to this peer, which is the only one that the workspace knows, and make the backup again.',
    );
  await untilActive(qdrant, name, qdrant.patience.settle);
  const files: ShardFile[] = [];
  const entries: ContentEntry[] = [];
  const counts: Record<string, number> = {};
  for (const group of groupsOf(collection)) {
    const options = {
      digest: snapshot.digest,
      onMade: (made: ShardSnapshot) => left.add(made),
      onGone: (gone: ShardSnapshot) => left.delete(gone),
    };
    const { snapshots, entry, count } = await steadySnapshots(qdrant, collection, group, options);
    entries.push(entry);
    if (count !== undefined) counts[groupName(name, group)] = count;
    for (const made of snapshots) {
      const file = `collection-${position}.shard-${made.shard.id}.snapshot`;
      const checksum = await downloadSnapshot(qdrant, made, snapshot.file(file));
      files.push({ file, size: made.size, checksum, shard: made.shard });
      await deleteShardSnapshot(qdrant, made);
      left.delete(made);
    }
  }
  return { record: { definition: collection, files, counts }, entries };
}

/** What was read first must be what was saved last: no collection more or less, no other index. */
async function expectUnchanged(qdrant: Qdrant, before: Definitions): Promise<void> {
  const after = await readDefinitions(qdrant);
  if (describe(before) !== describe(after))
    throw new HookFailure('collections, indexes or aliases were changed while the backup was made', 'Make the backup again.');
}

function describe(definitions: Definitions): string {
  return writeJson(entriesOf(definitions).map((entry) => ({ ...entry })));
}

/** What the data take on disk; a snapshot of a shard is an archive of its files. */
async function expectedBytes({ exec }: Context): Promise<number> {
  const { stdout } = await exec(['sh', '-c', 'du -sk "$DSW_VOLUME/storage/collections"']);
  return 1024 * (Number.parseInt(stdout, 10) || 0);
}

/** Also where the backup was broken off, which must not take long then. */
async function deleteLeft(qdrant: Qdrant, left: Set<ShardSnapshot>): Promise<void> {
  const anew = new Qdrant(qdrant.context, qdrant.patience, AbortSignal.timeout(deletingWithin));
  try {
    for (const snapshot of left) {
      await deleteShardSnapshot(anew, snapshot);
      left.delete(snapshot);
    }
    await forgetUnfinished(qdrant);
  } catch {
    if (left.size > 0) qdrant.context.log(`${left.size} snapshots are left on the disk of Qdrant; the next backup deletes them`);
  }
}

/** Milliseconds. */
const deletingWithin = 10_000;
