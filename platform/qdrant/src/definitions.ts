import type { ContentEntry } from '@dust-workspace/component/hooks';
import { Exact, isObject, writeJson, type Json, type JsonObject } from './exactJson.js';
import { expectList, expectNumber, expectObject, expectText } from './expectJson.js';
import { path, type Qdrant } from './qdrant.js';

/** Given by whoever sorts points into shards by hand: a text or a number. */
export type ShardKey = string | number | Exact;

export interface Shard {
  readonly id: number;
  readonly key?: ShardKey;
}

/** The shards among which points are distributed: all of a collection, or those of one key. */
export interface ShardGroup {
  readonly key?: ShardKey;
  readonly shards: readonly Shard[];
}

export interface Collection {
  readonly name: string;
  /** As Qdrant tells it. */
  readonly config: JsonObject;
  /** The type, and the parameters where there are some, of each index over the payload, by field. */
  readonly indexes: Readonly<Record<string, JsonObject>>;
  /** In the order of their numbers. */
  readonly shards: readonly Shard[];
  /** Of shards that only other peers have. */
  readonly elsewhere: readonly number[];
}

/** What is in Qdrant apart from the points. */
export interface Definitions {
  /** In the order of their names. */
  readonly collections: readonly Collection[];
  /** The name of the collection for each alias. */
  readonly aliases: Readonly<Record<string, string>>;
}

export async function readDefinitions(qdrant: Qdrant): Promise<Definitions> {
  const collections: Collection[] = [];
  for (const name of await collectionNames(qdrant)) collections.push(await readCollection(qdrant, name));
  return { collections, aliases: await readAliases(qdrant) };
}

export async function collectionNames(qdrant: Qdrant): Promise<string[]> {
  const answer = expectObject(await qdrant.ask('GET', '/collections'), 'collections');
  return expectList(answer['collections'], 'collections')
    .map((entry) => expectText(expectObject(entry, 'a collection')['name'], 'the name of a collection'))
    .sort();
}

export async function readCollection(qdrant: Qdrant, name: string): Promise<Collection> {
  const info = expectObject(await qdrant.ask('GET', path`/collections/${name}`), 'a collection');
  const cluster = await readCluster(qdrant, name);
  const shards = expectList(cluster['local_shards'], 'local_shards').map(shardOf);
  const remote = expectList(cluster['remote_shards'], 'remote_shards').map(shardOf);
  const here = new Set(shards.map(({ id }) => id));
  return {
    name,
    config: expectObject(info['config'], 'the configuration of a collection'),
    indexes: indexesOf(expectObject(info['payload_schema'], 'payload_schema')),
    shards: shards.sort((a, b) => a.id - b.id),
    elsewhere: [...new Set(remote.map(({ id }) => id).filter((id) => !here.has(id)))].sort((a, b) => a - b),
  };
}

/** How a collection is distributed, as this peer knows it. */
export async function readCluster(qdrant: Qdrant, name: string): Promise<JsonObject> {
  return expectObject(await qdrant.ask('GET', path`/collections/${name}/cluster`), 'the shards of a collection');
}

/** The shards of a collection, those of each key together, in the order of their numbers. */
export function groupsOf({ shards }: Pick<Collection, 'shards'>): ShardGroup[] {
  const groups = new Map<string, { readonly key?: ShardKey; readonly shards: Shard[] }>();
  for (const shard of shards) {
    const name = shard.key === undefined ? '' : writeJson(shard.key);
    const group = groups.get(name) ?? { ...(shard.key === undefined ? {} : { key: shard.key }), shards: [] };
    groups.set(name, group);
    group.shards.push(shard);
  }
  return [...groups.values()];
}

/** What a group is called: by its collection, and its key if it has one. */
export function groupName(collection: string, { key }: Pick<ShardGroup, 'key'>): string {
  if (key === undefined) return collection;
  return `${collection}/${typeof key === 'string' ? key : writeJson(key)}`;
}

/** Everything but the points, as it is recorded and compared. */
export function entriesOf({ collections, aliases }: Definitions): ContentEntry[] {
  return [
    ...collections.flatMap((collection) => {
      const { name, config, indexes } = collection;
      const { vectors, sparse_vectors: sparse, ...params } = expectObject(config['params'], 'the parameters of a collection');
      return [
        { kind: 'collection', name, value: writeJson({ ...config, params }) },
        { kind: 'vectors', name, value: writeJson({ vectors, sparse }) },
        ...Object.entries(indexes).map(([field, index]) => ({ kind: 'index', name: `${name}/${field}`, value: writeJson(index) })),
        ...groupsOf(collection).map((group) => ({
          kind: 'shards',
          name: groupName(name, group),
          count: group.shards.length,
          value: group.shards.map(({ id }) => id).join(','),
        })),
      ];
    }),
    ...Object.entries(aliases).map(([name, value]) => ({ kind: 'alias', name, value })),
  ];
}

async function readAliases(qdrant: Qdrant): Promise<Record<string, string>> {
  const answer = expectObject(await qdrant.ask('GET', '/aliases'), 'aliases');
  const pairs = expectList(answer['aliases'], 'aliases').map((entry) => {
    const alias = expectObject(entry, 'an alias');
    return [expectText(alias['alias_name'], 'alias_name'), expectText(alias['collection_name'], 'collection_name')] as const;
  });
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function shardOf(entry: Json): Shard {
  const shard = expectObject(entry, 'a shard');
  const key = shard['shard_key'];
  const id = expectNumber(shard['shard_id'], 'shard_id');
  return typeof key === 'string' || typeof key === 'number' || key instanceof Exact ? { id, key } : { id };
}

/** Without how many points each covers, which is no part of its definition. */
function indexesOf(schema: JsonObject): Record<string, JsonObject> {
  return Object.fromEntries(
    Object.entries(schema)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([field, entry]) => {
        const { data_type: type, params } = expectObject(entry, 'an index');
        return [field, { data_type: expectText(type, 'data_type'), ...(isObject(params) ? { params } : {}) }];
      }),
  );
}
