import { createHash } from 'node:crypto';
import type { ContentEntry } from '@dust-workspace/component/hooks';
import { groupName, groupsOf, type Collection, type Definitions, type ShardGroup } from './definitions.js';
import { isObject, writeJson, type Json, type JsonObject } from './exactJson.js';
import { expectList, expectNumber, expectObject } from './expectJson.js';
import { path, type Qdrant } from './qdrant.js';

/** What is known of the points of a group. */
export interface Points {
  readonly count: number;
  /** Of all their vectors and payloads, whatever their order. */
  readonly digest?: string;
}

/** How many points are read at a time. A point of Dust's takes about 20 KiB as text. */
const page = 256;
const modulus = 1n << 256n;

/** Counts the points of a group exactly; with a digest by reading all of them. */
export async function readPoints(qdrant: Qdrant, collection: Collection, group: ShardGroup, digest: boolean): Promise<Points> {
  if (!digest) {
    const body = { exact: true, ...(group.key === undefined ? {} : { shard_key: group.key }) };
    const answer = expectObject(await qdrant.ask('POST', path`/collections/${collection.name}/points/count`, { body }), 'a count');
    return { count: expectNumber(answer['count'], 'a count') };
  }
  let count = 0;
  let sum = 0n;
  for await (const point of allPoints(qdrant, collection, group)) {
    count += 1;
    sum = (sum + BigInt(`0x${createHash('sha256').update(writeJson(point)).digest('hex')}`)) % modulus;
  }
  return { count, digest: createHash('sha256').update(`${count} ${sum}`).digest('hex') };
}

export async function pointEntries(qdrant: Qdrant, { collections }: Definitions, digest: boolean): Promise<ContentEntry[]> {
  const entries: ContentEntry[] = [];
  for (const collection of collections)
    for (const group of groupsOf(collection))
      entries.push(pointsEntry(collection, group, await readPoints(qdrant, collection, group, digest)));
  return entries;
}

export function pointsEntry(collection: Collection, group: ShardGroup, { count, digest }: Points): ContentEntry {
  const name = groupName(collection.name, group);
  return { kind: 'points', name, count, value: String(count), ...(digest === undefined ? {} : { digest }) };
}

async function* allPoints(qdrant: Qdrant, collection: Collection, group: ShardGroup): AsyncGenerator<Json> {
  const where = path`/collections/${collection.name}/points/scroll`;
  const limit = Math.min(page, queryLimit(collection.config));
  let offset: Json | undefined;
  do {
    const body: JsonObject = { limit, with_payload: true, with_vector: true, shard_key: group.key, offset };
    const answer = expectObject(await qdrant.ask('POST', where, { body }), 'points');
    yield* expectList(answer['points'], 'points');
    offset = answer['next_page_offset'] ?? undefined;
  } while (offset !== undefined);
}

/** A collection in strict mode may allow fewer. */
function queryLimit(config: JsonObject): number {
  const strict = config['strict_mode_config'];
  const limit = isObject(strict) && strict['enabled'] === true ? strict['max_query_limit'] : undefined;
  return typeof limit === 'number' ? limit : Infinity;
}
