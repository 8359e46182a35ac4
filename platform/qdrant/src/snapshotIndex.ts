import { text } from 'node:stream/consumers';
import { HookFailure, type SnapshotReader } from '@dust-workspace/component/hooks';
import { shardOf, type Collection, type Definitions, type Shard } from './definitions.js';
import { parseJson, writeJson, type Json } from './exactJson.js';
import { expectList, expectNumber, expectObject, expectText } from './expectJson.js';

/** What a backup consists of beside the snapshots of the shards, and where they are: the last file that is written, the first that is read. */
export const indexFile = 'collections.json';
const format = 1;

export interface ShardFile {
  readonly file: string;
  readonly size: number;
  /** SHA-256. */
  readonly checksum: string;
  readonly shard: Shard;
}

export interface CollectionRecord {
  readonly definition: Collection;
  readonly files: readonly ShardFile[];
  /** How many points there are for certain, by the name of their group. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface SnapshotIndex {
  /** Of the Qdrant that wrote it. */
  readonly version: string;
  readonly collections: readonly CollectionRecord[];
  readonly aliases: Definitions['aliases'];
}

export function writeIndex({ version, collections, aliases }: SnapshotIndex): string {
  return writeJson({
    format,
    version,
    aliases,
    collections: collections.map(({ definition: { name, config, indexes }, files, counts }) => ({
      name,
      config,
      indexes,
      counts,
      shards: files.map(({ file, size, checksum, shard }) => ({ shard_id: shard.id, shard_key: shard.key, file, size, checksum })),
    })),
  });
}

export async function readIndex(snapshot: SnapshotReader): Promise<SnapshotIndex> {
  const content = await text(snapshot.file(indexFile));
  try {
    return indexOf(parseJson(content));
  } catch (error) {
    throw new HookFailure(`${indexFile} is not as the backup hook writes it: ${(error as Error).message}`);
  }
}

function indexOf(value: Json): SnapshotIndex {
  const index = expectObject(value, 'an object');
  if (index['format'] !== format) throw new HookFailure(`its format is not ${format}`);
  return {
    version: expectText(index['version'], 'version'),
    aliases: Object.fromEntries(
      Object.entries(expectObject(index['aliases'], 'aliases')).map(([name, target]) => [name, expectText(target, 'an alias')]),
    ),
    collections: expectList(index['collections'], 'collections').map(recordOf),
  };
}

function recordOf(value: Json): CollectionRecord {
  const record = expectObject(value, 'a collection');
  const files = expectList(record['shards'], 'shards').map(fileOf);
  const indexes = expectObject(record['indexes'], 'indexes');
  const counts = expectObject(record['counts'], 'counts');
  return {
    definition: {
      name: expectText(record['name'], 'name'),
      config: expectObject(record['config'], 'config'),
      indexes: Object.fromEntries(Object.entries(indexes).map(([field, index]) => [field, expectObject(index, 'an index')])),
      shards: files.map(({ shard }) => shard),
      elsewhere: [],
    },
    files,
    counts: Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, expectNumber(count, 'a count')])),
  };
}

function fileOf(value: Json): ShardFile {
  const entry = expectObject(value, 'a shard');
  return {
    file: expectText(entry['file'], 'file'),
    size: expectNumber(entry['size'], 'size'),
    checksum: expectText(entry['checksum'], 'checksum'),
    shard: shardOf(entry),
  };
}
