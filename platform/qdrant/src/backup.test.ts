import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { backup } from './backup.js';
import { contents } from './contents.js';
import { restore } from './restore.js';
import { MemorySnapshot } from '@dust-workspace/component/testing';
import { fill } from './testing/richData.js';
import { impatient, TestQdrant } from './testing/testContext.js';
import { verify } from './verify.js';

const dust = 'c_openai_text-embedding-3-large-1536';
const servers: TestQdrant[] = [];
let server: TestQdrant;
let snapshot: MemorySnapshot;

async function start(): Promise<TestQdrant> {
  const started = await TestQdrant.started();
  servers.push(started);
  return started;
}

beforeEach(async () => {
  server = await start();
  snapshot = new MemorySnapshot();
});
afterEach(() => Promise.all(servers.splice(0).map((one) => one.dispose())));

const make = (): Promise<void> => backup(server.context(), snapshot.writer, impatient);

/** A server with one collection of one shard. */
function fillLittle(): void {
  server.fake.make('little', { vectors: { size: 2, distance: 'Dot' } }).put(0, '{"id":1,"payload":{},"vector":[1.0,2.0]}');
}

it('saves every shard, and what is needed to make the collections anew somewhere else', async () => {
  fill(server.fake);
  await make();
  expect(snapshot.files).toEqual([
    'collection-0.shard-0.snapshot',
    'collection-0.shard-1.snapshot',
    'collection-1.shard-1.snapshot',
    'collection-1.shard-2.snapshot',
    'collection-1.shard-5.snapshot',
    'collection-1.shard-6.snapshot',
    'collection-2.shard-0.snapshot',
    'collections.json',
  ]);
  expect(snapshot.contents).toEqual(await contents(server.context(), { digest: true }, impatient));
  expect(snapshot.expected).toBeGreaterThanOrEqual(100_000);
  await verify(server.context(), snapshot.reader);

  const other = await start();
  await restore(other.context(), snapshot.reader, impatient);
  expect(await contents(other.context(), { digest: true }, impatient)).toEqual(snapshot.contents);
  expect(other.fake.collection(dust).points('key_2')).toEqual(server.fake.collection(dust).points('key_2'));
  expect(other.fake.collection(dust).shards.get(5)!.points).toEqual(server.fake.collection(dust).shards.get(5)!.points);
  expect(other.fake.collection('Größe/2').config).toEqual(server.fake.collection('Größe/2').config);
});

it('leaves nothing on the disk of Qdrant but what was there before', async () => {
  fill(server.fake);
  const [name] = server.fake.collection('empty').makeSnapshot(0);
  await make();
  expect(server.fake.snapshots).toEqual([name]);
  expect(existsSync(join(server.volume, 'unfinished-backup'))).toBe(false);
});

it('counts without digests where none are wanted', async () => {
  fillLittle();
  await backup(server.context(), snapshot.writerWith({ digest: false }), impatient);
  expect(snapshot.contents?.at(-1)).toEqual({ kind: 'points', name: 'little', count: 1, value: '1' });
  expect(server.fake.requests.filter((request) => request.includes('scroll'))).toEqual([]);
});

it('can be restored where a point was gone for a moment, and nobody read what was counted', async () => {
  fillLittle();
  const { points } = server.fake.collection('little').shards.get(0)!;
  const before = new Map(points);
  server.fake.before = (request) => {
    if (create.test(request)) points.clear();
    else for (const [id, point] of before) points.set(id, point);
  };
  await backup(server.context(), snapshot.writerWith({ digest: false }), impatient);
  const other = await start();
  await restore(other.context(), snapshot.reader, impatient);
  expect(other.fake.collection('little').points(undefined)).toEqual([]);
});

it('saves a server with nothing in it', async () => {
  await make();
  expect({ files: snapshot.files, contents: snapshot.contents }).toEqual({ files: ['collections.json'], contents: [] });
});

it('gives the key to a server that wants one', async () => {
  fillLittle();
  server.fake.apiKey = server.apiKey = 'a key';
  await make();
  server.apiKey = 'another';
  await expect(make()).rejects.toMatchObject({
    message: 'Qdrant answered 401 to GET /collections: Must provide an API key or an Authorization bearer token',
    remedy: 'Qdrant runs with another QDRANT_API_KEY than the one configured now: dsw restart qdrant --env test.',
  });
});

const create = /^POST .*\/shards\/0\/snapshots\?/;
const download = /^GET .*\/shards\/0\/snapshots\/.+/;
const remove = /^DELETE .*\/snapshots\//;

it('waits for a shard that is not complete', async () => {
  fillLittle();
  server.fake.collection('little').shards.get(0)!.states = ['Partial', 'Recovery', 'Partial', 'Active'];
  await make();
  await verify(server.context(), snapshot.reader);
});

it('does not save a shard that stays incomplete', async () => {
  fillLittle();
  server.fake.collection('little').shards.get(0)!.states = ['Partial'];
  await expect(make()).rejects.toThrow('of little, shard 0 is Partial');
});

it('does not save a collection of which there is a part on another peer only', async () => {
  fillLittle();
  server.fake.collection('little').remoteShards = [0, 7];
  await expect(make()).rejects.toThrow('of little, shards 7 are only on other peers of the cluster');
});

it('saves a shard again that was written to meanwhile', async () => {
  fillLittle();
  let written = 0;
  server.fake.before = (request) => {
    if (create.test(request) && written++ === 0) server.fake.collection('little').put(0, '{"id":2,"payload":{},"vector":[3.0,4.0]}');
  };
  await make();
  expect(server.lines).toEqual(['little was written to meanwhile; its snapshots are made again']);
  expect(snapshot.contents).toEqual(await contents(server.context(), { digest: true }, impatient));
  expect(server.fake.snapshots).toEqual([]);
});

it('records between which counts it lies where something is written all the time', async () => {
  fillLittle();
  let id = 1;
  server.fake.before = (request) => {
    if (create.test(request)) server.fake.collection('little').put(0, `{"id":${++id},"payload":{},"vector":[3.0,4.0]}`);
  };
  await make();
  expect(snapshot.contents?.at(-1)).toEqual({ kind: 'points', name: 'little', value: '1', upTo: '4' });
  const other = await start();
  await restore(other.context(), snapshot.reader, impatient);
  expect(other.fake.collection('little').points(undefined)).toHaveLength(4);
});

it('fails when a collection comes while it is made', async () => {
  fillLittle();
  server.fake.before = (request) => {
    if (create.test(request)) server.fake.make('another', { vectors: { size: 2, distance: 'Dot' } });
  };
  await expect(make()).rejects.toMatchObject({
    message: 'collections, indexes or aliases were changed while the backup was made',
    remedy: 'Make the backup again.',
  });
});

it('deletes what one that was killed left, and nothing else', async () => {
  fillLittle();
  const { fake } = server;
  const [left] = fake.collection('little').makeSnapshot(0);
  const [kept] = fake.collection('little').makeSnapshot(0);
  const lines = [
    { collection: 'little', shard: 0, name: left },
    { collection: 'gone', shard: 0, name: 'gone' },
  ].map((line) => `${JSON.stringify(line)}\n`);
  writeFileSync(join(server.volume, 'unfinished-backup'), `${lines.join('')}{"collection":"lit`);
  await make();
  expect(fake.snapshots).toEqual([kept]);
  expect(server.lines).toEqual(['deleted 2 snapshots that an earlier backup left on the disk of Qdrant']);
});

it('leaves a list of its snapshots when it is killed', async () => {
  fillLittle();
  server.fake.fault(download, { kind: 'hang' }, { times: Infinity });
  server.fake.fault(remove, { kind: 'hang' }, { times: Infinity });
  const controller = new AbortController();
  server.fake.before = (request) => {
    if (download.test(request)) controller.abort();
  };
  await expect(backup(server.context({ signal: controller.signal }), snapshot.writer, { ...impatient, attempts: 1 })).rejects.toThrow();
  expect(server.lines).toEqual(['1 snapshots are left on the disk of Qdrant; the next backup deletes them']);
  expect(existsSync(join(server.volume, 'unfinished-backup'))).toBe(true);
});

it('ends at once when it is told to, and leaves nothing', async () => {
  fillLittle();
  server.fake.fault(download, { kind: 'hang' });
  const controller = new AbortController();
  server.fake.before = (request) => {
    if (download.test(request)) controller.abort();
  };
  const patience = { ...impatient, answer: 30_000 };
  await expect(backup(server.context({ signal: controller.signal }), snapshot.writer, patience)).rejects.toThrow();
  expect(server.fake.snapshots).toEqual([]);
});
