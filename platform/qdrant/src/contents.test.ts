import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contents } from './contents.js';
import { engine } from './engine.js';
import { inspect } from './inspect.js';
import { snapshotsUnavailable } from './snapshotsUnavailable.js';
import { fill, vector } from './testing/richData.js';
import { impatient, TestQdrant } from './testing/testContext.js';

let server: TestQdrant;
beforeEach(async () => {
  server = await TestQdrant.started();
});
afterEach(() => server.dispose());

const read = (digest: boolean) => contents(server.context(), { digest }, impatient);

describe('what a server holds', () => {
  it('is its collections with vectors, indexes, shards and points, and aliases', async () => {
    const made = server.fake.make('b/ä', {
      vectors: { size: 2, distance: 'Dot' },
      sharding_method: 'custom',
      optimizers_config: { indexing_threshold: 0 },
    });
    made.addKey('one', 2);
    made.addKey(7, 1);
    made.indexes.set('tag', { data_type: 'keyword', params: { type: 'keyword', is_tenant: true } });
    made.put(2, '{"id":1,"payload":{},"vector":[1.0,2.0],"shard_key":"one"}');
    server.fake.aliases.set('alias', 'b/ä');
    expect(await read(false)).toEqual([
      {
        kind: 'collection',
        name: 'b/ä',
        value:
          '{"hnsw_config":{"ef_construct":100,"full_scan_threshold":10000,"m":16,"max_indexing_threads":0,"on_disk":false},' +
          '"optimizer_config":{"default_segment_number":0,"deleted_threshold":0.2,"flush_interval_sec":5,"indexing_threshold":0,' +
          '"max_optimization_threads":null,"max_segment_size":null,"memmap_threshold":null,"vacuum_min_vector_number":1000},' +
          '"params":{"on_disk_payload":true,"replication_factor":1,"shard_number":1,"sharding_method":"custom","write_consistency_factor":1},' +
          '"quantization_config":null,"wal_config":{"wal_capacity_mb":32,"wal_segments_ahead":0}}',
      },
      { kind: 'vectors', name: 'b/ä', value: '{"vectors":{"distance":"Dot","size":2}}' },
      { kind: 'index', name: 'b/ä/tag', value: '{"data_type":"keyword","params":{"is_tenant":true,"type":"keyword"}}' },
      { kind: 'shards', name: 'b/ä/one', count: 2, value: '1,2' },
      { kind: 'shards', name: 'b/ä/7', count: 1, value: '3' },
      { kind: 'alias', name: 'alias', value: 'b/ä' },
      { kind: 'points', name: 'b/ä/one', count: 1, value: '1' },
      { kind: 'points', name: 'b/ä/7', count: 0, value: '0' },
    ]);
  });

  it('has digests that depend on every part of every point, and on nothing else', async () => {
    const point = (id: string, text: string, seed: number) =>
      `{"id":${id},"payload":{"text":"${text}","n":1},"vector":{"v":${vector(seed)}}}`;
    const digestOf = async (...points: string[]) => {
      const made = server.fake.make('c', { vectors: { v: { size: 16, distance: 'Dot' } }, shard_number: 2 });
      points.forEach((text, index) => made.put(index % 2, text));
      return (await read(true)).at(-1)?.digest;
    };
    const [one, two] = [point('1', 'a', 1), point('18446744073709551615', 'b', 2)];
    const digest = await digestOf(one, two);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(await digestOf(two, one)).toBe(digest);
    expect(await digestOf(one, two.replace('"payload":{"text":"b","n":1}', '"payload":{"n":1,"text":"b"}'))).toBe(digest);
    const others = [
      await digestOf(one),
      await digestOf(one, point('18446744073709551614', 'b', 2)),
      await digestOf(one, point('18446744073709551615', 'c', 2)),
      await digestOf(one, point('18446744073709551615', 'b', 3)),
      await digestOf(one, two.replace('"n":1', '"n":1.0')),
    ];
    expect(new Set([digest, ...others]).size).toBe(6);
  });

  it('reads as many points at a time as the collection allows, each once', async () => {
    fill(server.fake);
    const entries = await read(true);
    expect(entries.filter(({ kind }) => kind === 'points').map(({ name, count }) => [name, count])).toEqual([
      ['Größe/2', 4],
      ['c_openai_text-embedding-3-large-1536/key_0', 6],
      ['c_openai_text-embedding-3-large-1536/key_2', 4],
      ['empty', 0],
    ]);
    expect(server.fake.requests.filter((request) => request.includes(`${encodeURIComponent('Größe/2')}/points/scroll`))).toHaveLength(2);
  });

  it('cannot be told where the answers are not those of Qdrant', async () => {
    server.fake.fault(/collections/, { kind: 'status', status: 200, error: 'welcome' });
    await expect(read(true)).rejects.toMatchObject({
      name: 'HookFailure',
      message: 'collections is missing, or something else than it should be',
    });
  });
});

it('asks again as soon as it is allowed to', async () => {
  const pauses: [number, number | undefined][] = [];
  const patience = { ...impatient, pause: (attempt: number, after?: number) => (pauses.push([attempt, after]), 1_000) };
  server.fake.fault(/collections/, { kind: 'status', status: 429, error: 'Rate limiting exceeded', headers: { 'retry-after': '3' } });
  await contents(server.context(), { digest: false }, patience);
  expect(pauses).toEqual([[1, 3_000]]);
  expect(server.lines).toEqual(['Qdrant answered 429 to GET /collections: Rate limiting exceeded; asked again in 1 s']);
});

it('says which engine it is', async () => {
  expect(await engine(server.context(), impatient)).toEqual({ name: 'qdrant', version: '1.13.6' });
  server.fake.version = '1.14.0-dev';
  expect(await engine(server.context(), impatient)).toEqual({ name: 'qdrant', version: '1.14.0' });
});

describe('the look at the running server', () => {
  const look = () => inspect(server.context(), impatient);

  it('finds everything sound', async () => {
    fill(server.fake);
    await look();
    expect(server.lines).toEqual(['Qdrant is ready, and all shards of its 3 collections are active']);
  });

  it.each<[string, () => void, string]>([
    ['is not ready', () => (server.fake.ready = false), 'Qdrant answered 503 to GET /readyz: some shards are not ready'],
    [
      'does not agree with itself',
      () => (server.fake.consensus = { consensus_thread_status: 'stopped_with_err', err: 'disk full' }),
      'the consensus of Qdrant is not working: disk full',
    ],
    [
      'has a collection that is red',
      () => (server.fake.collection('empty').statuses = ['red']),
      'empty is not sound: No space left on device',
    ],
    ['has a shard that is dead', () => (server.fake.collection('empty').shards.get(0)!.states = ['Dead']), 'of empty, shard 0 is Dead'],
  ])('fails where Qdrant %s', async (_, change, message) => {
    fill(server.fake);
    change();
    await expect(look()).rejects.toMatchObject({ name: 'HookFailure', message });
  });
});

it('leaves shards whose numbers cannot be had again to a copy of the volume', async () => {
  const made = server.fake.make('c', { vectors: { size: 2, distance: 'Dot' }, sharding_method: 'custom' });
  made.addKey('a', 2);
  expect(await snapshotsUnavailable(server.context(), impatient)).toBeUndefined();
  made.shards.delete(1);
  made.addKey('b', 1);
  expect(await snapshotsUnavailable(server.context(), impatient)).toBeUndefined();
  made.addKey('a', 1);
  expect(await snapshotsUnavailable(server.context(), impatient)).toBe(
    'the shards of c/a have the numbers 2, 4, as they have after resharding',
  );
});
