import { createHash } from 'node:crypto';
import { compareIds, type FakeCollection } from './fakeCollection.js';

export type Fields = Record<string, unknown>;

export interface Reply {
  readonly status?: number;
  readonly json?: string;
  readonly text?: string;
  readonly content?: Buffer;
}

export function upload(collection: FakeCollection, id: number, url: URL, content: Buffer, text: string): Reply {
  const boundary = /^--([^\r]+)\r\n/.exec(text)?.[1] ?? '';
  const head = /^.*?name="snapshot"; filename="[^"]+"\r\n.*?\r\n\r\n/s.exec(text)?.[0];
  const end = content.lastIndexOf(`\r\n--${boundary}--\r\n`);
  if (head === undefined || end === -1) return failure(400, 'Multipart stream is incomplete');
  const archive = content.subarray(head.length, end);
  const digest = createHash('sha256').update(archive).digest('hex');
  const expected = url.searchParams.get('checksum');
  if (expected !== null && expected !== digest)
    return failure(400, `Wrong input: Snapshot checksum mismatch: expected ${expected}, got ${digest}`);
  collection.recover(id, archive);
  return ok(true);
}

export function scroll(collection: FakeCollection, body: Fields, text: string): Reply {
  const strict = collection.config['strict_mode_config'] as Fields | undefined;
  const limit = Number(body['limit']);
  if (strict?.['enabled'] === true && limit > Number(strict['max_query_limit'] ?? Infinity))
    return failure(403, `Forbidden: Limit exceeded ${limit} > ${String(strict['max_query_limit'])} for "limit"`);
  // As it is written: JavaScript has no number for every identifier.
  const offset = /"offset":("[^"]*"|\d+)/.exec(text)?.[1];
  const all = collection.points(body['shard_key']);
  const rest = offset === undefined ? all : all.filter((point) => compareIds(idOf(point), offset) >= 0);
  const next = rest[limit] === undefined ? 'null' : idOf(rest[limit]);
  return { json: `{"result":{"points":[${rest.slice(0, limit).join(',')}],"next_page_offset":${next}},"status":"ok","time":0.01}` };
}

function idOf(point: string): string {
  return /^\{"id":("[^"]*"|\d+)/.exec(point)![1]!;
}

export function infoOf(collection: FakeCollection): Fields {
  const [status] = collection.statuses.length > 1 ? collection.statuses.splice(0, 1) : collection.statuses;
  const optimizer = status === 'red' ? { error: 'No space left on device' } : 'ok';
  const points = collection.points(undefined).length;
  return {
    status,
    optimizer_status: optimizer,
    points_count: points,
    segments_count: 1,
    config: collection.config,
    payload_schema: Object.fromEntries([...collection.indexes].map(([field, index]) => [field, { ...index, points }])),
  };
}

export function clusterOf(collection: FakeCollection): Fields {
  const local = [...collection.shards].map(([shard_id, shard]) => {
    const [state] = shard.states.length > 1 ? shard.states.splice(0, 1) : shard.states;
    return { shard_id, ...(shard.key === undefined ? {} : { shard_key: shard.key }), points_count: shard.points.size, state };
  });
  const remote = collection.remoteShards.map((shard_id) => ({ shard_id, peer_id: 2, state: 'Active' }));
  return { peer_id: 1, shard_count: local.length, local_shards: local.reverse(), remote_shards: remote, shard_transfers: [] };
}

export function indexOf(schema: unknown): Fields {
  return typeof schema === 'string' ? { data_type: schema } : { data_type: (schema as Fields)['type'], params: schema };
}

export function descriptionOf(name: string, content: Buffer, checksum: string | undefined): Fields {
  return { name, creation_time: '2025-04-01T10:00:00', size: content.length, checksum };
}

export function ok(result: unknown): Reply {
  return { json: JSON.stringify({ result, status: 'ok', time: 0.01 }) };
}

export function failure(status: number, error: string): Reply {
  return { status, json: JSON.stringify({ status: { error }, time: 0.01 }) };
}
