import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { backup } from './backup.js';
import { contents } from './contents.js';
import { restore } from './restore.js';
import type { Fault } from './testing/fakeQdrant.js';
import { MemorySnapshot } from '@dust-workspace/component/testing';
import { fill } from './testing/richData.js';
import { impatient, TestQdrant } from './testing/testContext.js';

const dust = 'c_openai_text-embedding-3-large-1536';
let server: TestQdrant;
const snapshot = new MemorySnapshot();

beforeAll(async () => {
  const source = await TestQdrant.started();
  fill(source.fake);
  await backup(source.context(), snapshot.writer, impatient);
  await source.dispose();
});
beforeEach(async () => {
  server = await TestQdrant.started();
});
afterEach(() => server.dispose());

const restoreHere = (): Promise<void> => restore(server.context(), snapshot.reader, impatient);
const upload = /^POST .*\/shards\/5\/snapshots\/upload/;

async function expectAll(): Promise<void> {
  expect(await contents(server.context(), { digest: true }, impatient)).toEqual(snapshot.contents);
}

it('replaces whatever is there, also what a restore left that was killed', async () => {
  server.fake.make('other', { vectors: { size: 2, distance: 'Dot' } });
  server.fake.fault(/^PUT .*\/index/, { kind: 'status', status: 400 });
  await expect(restoreHere()).rejects.toThrow('Qdrant answered 400');
  await restoreHere();
  await expectAll();
  await restoreHere();
  await expectAll();
  expect(server.lines).toEqual(
    [...Array(2)].flatMap(() => ['Größe/2: 2 shards recovered', `${dust}: 4 shards recovered`, 'empty: 1 shard recovered']),
  );
});

it('asks for what the API documents', async () => {
  await restoreHere();
  const checksum = /checksum=[0-9a-f]{64}$/;
  expect(
    server.fake.requests
      .filter((request) => !request.startsWith('GET') && request.includes(dust))
      .map((request) => request.replace(checksum, 'checksum=C')),
  ).toEqual([
    `PUT /collections/${dust}?timeout=30`,
    `PUT /collections/${dust}/shards?timeout=30`,
    // Takes the place of a key that is gone.
    `PUT /collections/${dust}/shards?timeout=30`,
    `PUT /collections/${dust}/shards?timeout=30`,
    `POST /collections/${dust}/shards/delete?timeout=30`,
    `PUT /collections/${dust}/index?wait=true`,
    `PUT /collections/${dust}/index?wait=true`,
    ...[1, 2, 5, 6].map((shard) => `POST /collections/${dust}/shards/${shard}/snapshots/upload?priority=snapshot&wait=true&checksum=C`),
    `POST /collections/${dust}/points/count`,
    `POST /collections/${dust}/points/count`,
  ]);
});

it.each<[string, RegExp, Fault, number]>([
  ['makes a collection and says that it took too long', /^PUT \/collections\/empty\?/, { kind: 'done-but', status: 408 }, 1],
  ['has the collection already when it is asked again', /^PUT \/collections\/empty\?/, { kind: 'status', status: 500 }, 3],
  ['makes a key and says that it failed', /^PUT .*\/shards\?/, { kind: 'done-but', status: 500 }, 3],
  ['fails to delete a key at first', /shards\/delete/, { kind: 'status', status: 500 }, 2],
  ['deletes a key and says that it failed', /shards\/delete/, { kind: 'done-but', status: 500 }, 1],
  ['fails to make an index at first', /\/index/, { kind: 'status', status: 503 }, 2],
  ['has no time for an upload', upload, { kind: 'status', status: 429, headers: { 'retry-after': '2' } }, 2],
  ['recovers a shard and says that it failed', upload, { kind: 'done-but', status: 500 }, 1],
  ['recovers a shard later', upload, { kind: 'accepted' }, 1],
  ['does not answer an upload', upload, { kind: 'hang' }, 1],
  ['hangs up on an upload', upload, { kind: 'reset' }, 2],
  ['fails to make aliases at first', /collections\/aliases/, { kind: 'done-but', status: 500 }, 1],
])('succeeds when Qdrant %s', async (_, pattern, fault, times) => {
  server.fake.fault(pattern, fault, { times });
  await restoreHere();
  await expectAll();
});

it('succeeds when a collection is there that it was not told of', async () => {
  server.fake.before = (request) => {
    if (request.startsWith('PUT /collections/empty?')) server.fake.make('empty', { vectors: { size: 4, distance: 'Manhattan' } });
  };
  await restoreHere();
  await expectAll();
});

it.each<[string, RegExp, Fault, string]>([
  ['refuses the snapshot', upload, { kind: 'status', status: 400, error: 'Wrong input: Snapshot checksum mismatch' }, 'snapshots/upload'],
  [
    'says that a shard is recovered, and it is not',
    upload,
    { kind: 'status', status: 200 },
    `${dust}/key_2 has 2 points instead of the 4 that were saved`,
  ],
  [
    'refuses to make a collection',
    /^PUT \/collections\/empty\?/,
    { kind: 'status', status: 400, error: 'Wrong input' },
    'Qdrant answered 400 to PUT /collections/empty',
  ],
  ['makes no filler', /^PUT .*\/shards\?/, { kind: 'status', status: 200 }, `Qdrant made ${dust} with the shards`],
  ['does not answer any more', upload, { kind: 'reset' }, 'Qdrant did not answer POST'],
])('fails when Qdrant %s', async (_, pattern, fault, message) => {
  server.fake.fault(pattern, fault, { times: Infinity });
  await expect(restoreHere()).rejects.toMatchObject({ name: 'HookFailure', message: expect.stringContaining(message) });
});

/** Changes a collection as soon as its last shard is recovered. */
function whenRecovered(change: (collection: ReturnType<typeof server.fake.collection>) => void): void {
  server.fake.before = (request) => {
    if (request.includes('/empty/shards/0/snapshots/upload')) change(server.fake.collection('empty'));
  };
}

it('waits until a shard is active and a collection green, and asks one that is grey to go on', async () => {
  whenRecovered((collection) => {
    collection.shards.get(0)!.states = ['Recovery', 'Partial', 'Active'];
    collection.statuses = ['grey', 'yellow', 'yellow', 'green'];
  });
  await restoreHere();
  await expectAll();
  expect(server.fake.requests.filter((request) => request === 'PATCH /collections/empty')).toHaveLength(1);
});

it('does not wait for ever for a collection that is being optimised', async () => {
  whenRecovered((collection) => (collection.statuses = ['yellow']));
  await restoreHere();
  expect(server.lines).toContain('empty is yellow and is being optimised; it is complete, and searches get faster');
});

it('fails when a collection is red', async () => {
  whenRecovered((collection) => (collection.statuses = ['red']));
  await expect(restoreHere()).rejects.toThrow('empty is red: No space left on device');
});

it('fails when a shard stays incomplete', async () => {
  whenRecovered((collection) => (collection.shards.get(0)!.states = ['Dead']));
  await expect(restoreHere()).rejects.toThrow('of empty, shard 0 is Dead');
});

it('fails when an index is not what it was', async () => {
  whenRecovered((collection) => collection.indexes.set('more', { data_type: 'bool' }));
  await expect(restoreHere()).rejects.toThrow('empty has other indexes over more than were saved');
});

it('tells what a later version makes of a configuration', async () => {
  whenRecovered((collection) => collection.patch({ hnsw_config: { m: 99 } }));
  await restoreHere();
  expect(server.lines).toContain('empty has another hnsw_config than was saved');
});

it('touches nothing when the snapshot cannot be read', async () => {
  server.fake.make('other', { vectors: { size: 2, distance: 'Dot' } });
  const later = new MemorySnapshot();
  later.replace('collections.json', Buffer.from('{"format":2}'));
  await expect(restore(server.context(), later.reader, impatient)).rejects.toThrow(
    'collections.json is not as the backup hook writes it: its format is not 1',
  );
  expect([...server.fake.collections.keys()]).toEqual(['other']);
});

it('does not take a file that ends in the middle for one that was sent', async () => {
  const { reader } = snapshot;
  const broken = {
    ...reader,
    file: (name: string) => {
      const content = reader.file(name);
      if (name === 'collection-1.shard-5.snapshot') queueMicrotask(() => content.destroy(new Error('damaged')));
      return content;
    },
  };
  await expect(restore(server.context(), broken, impatient)).rejects.toThrow('damaged');
});
