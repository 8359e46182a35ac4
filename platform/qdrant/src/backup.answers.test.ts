import { afterEach, beforeEach, expect, it } from 'vitest';
import { backup } from './backup.js';
import { contents } from './contents.js';
import type { Fault } from './testing/fakeQdrant.js';
import { MemorySnapshot } from '@dust-workspace/component/testing';
import { impatient, TestQdrant } from './testing/testContext.js';
import { verify } from './verify.js';

let server: TestQdrant;
let snapshot: MemorySnapshot;

beforeEach(async () => {
  server = await TestQdrant.started();
  snapshot = new MemorySnapshot();
});
afterEach(() => server.dispose());

const make = (): Promise<void> => backup(server.context(), snapshot.writer, impatient);

/** A server with one collection of one shard. */
function fillLittle(): void {
  server.fake.make('little', { vectors: { size: 2, distance: 'Dot' } }).put(0, '{"id":1,"payload":{},"vector":[1.0,2.0]}');
}

const create = /^POST .*\/shards\/0\/snapshots\?/;
const download = /^GET .*\/shards\/0\/snapshots\/.+/;
const remove = /^DELETE .*\/snapshots\//;

it.each<[string, RegExp, Fault, number]>([
  ['accepts the order and makes the snapshot later', create, { kind: 'accepted' }, 1],
  ['has too much to do', create, { kind: 'status', status: 429, headers: { 'retry-after': '1' } }, 2],
  ['fails to make a snapshot at first', create, { kind: 'status', status: 500 }, 3],
  ['makes a snapshot and says that it failed', create, { kind: 'done-but', status: 500 }, 1],
  ['makes no snapshot and says nothing', create, { kind: 'hang' }, 1],
  ['hangs up', create, { kind: 'reset' }, 1],
  ['is not available when it is asked for its collections', /^GET \/collections$/, { kind: 'status', status: 503 }, 3],
  ['does not answer when it is asked for its collections', /^GET \/collections$/, { kind: 'hang' }, 1],
  ['breaks off its answer', /scroll/, { kind: 'hang' }, 1],
  ['breaks off a download', download, { kind: 'cut', after: 700 }, 3],
  ['breaks off a download before its first byte', download, { kind: 'cut', after: 0 }, 2],
  ['fails to begin a download', download, { kind: 'status', status: 502 }, 2],
  ['fails to delete a snapshot', remove, { kind: 'status', status: 500 }, 2],
  ['deletes a snapshot and says that it failed', remove, { kind: 'done-but', status: 500 }, 1],
  ['accepts to delete a snapshot', remove, { kind: 'accepted' }, 1],
])('succeeds when Qdrant %s', async (_, pattern, fault, times) => {
  fillLittle();
  server.fake.fault(pattern, fault, { times });
  await make();
  expect(snapshot.contents).toEqual(await contents(server.context(), { digest: true }, impatient));
  await verify(server.context(), snapshot.reader);
  await expect.poll(() => server.fake.snapshots).toEqual([]);
});

it('goes on where a download broke off', async () => {
  fillLittle();
  const ranges: string[] = [];
  server.fake.fault(download, { kind: 'cut', after: 700 });
  server.fake.before = (request) => {
    if (download.test(request)) ranges.push(request);
  };
  await make();
  expect(ranges).toHaveLength(2);
  await verify(server.context(), snapshot.reader);
});

it('does without ranges', async () => {
  fillLittle();
  server.fake.fault(download, { kind: 'cut', after: 700 });
  server.fake.fault(download, { kind: 'without-ranges' });
  await make();
  await verify(server.context(), snapshot.reader);
});

it('deletes what an order left whose answer did not come', async () => {
  fillLittle();
  server.fake.fault(create, { kind: 'done-but', status: 503 }, { times: 1 });
  // While it is looked for, it is not whole yet.
  server.fake.before = (request) => {
    const [made] = [...server.fake.collection('little').shards.get(0)!.snapshots.values()];
    if (made !== undefined && /^GET .*\/snapshots$/.test(request) && server.fake.snapshots.length === 1) made.checksum = undefined;
  };
  await make();
  expect(server.fake.requests.filter((request) => create.test(request))).toHaveLength(2);
  expect(server.fake.snapshots).toEqual([]);
});

it.each<[string, RegExp, Fault, string]>([
  ['sends something else than it made', download, { kind: 'corrupt' }, 'the snapshot of shard 0 of little came with another checksum than'],
  [
    'fails for good',
    create,
    { kind: 'status', status: 500 },
    'Qdrant answered 500 to POST /collections/little/shards/0/snapshots?wait=true',
  ],
  [
    'accepts the order and does nothing',
    create,
    { kind: 'status', status: 202 },
    'Qdrant accepted to make a snapshot of shard 0 of little',
  ],
  ['refuses', create, { kind: 'status', status: 403, error: 'Forbidden' }, 'Qdrant answered 403 to POST'],
  [
    'never answers',
    create,
    { kind: 'hang' },
    'Qdrant did not answer POST /collections/little/shards/0/snapshots?wait=true: nothing within 0.4 s',
  ],
  ['never sends the whole', download, { kind: 'cut', after: 0 }, 'Qdrant broke off its answer to GET /collections/little/shards/0/'],
])('fails when Qdrant %s, and cleans up', async (_, pattern, fault, message) => {
  fillLittle();
  server.fake.fault(pattern, fault, { times: Infinity });
  await expect(make()).rejects.toMatchObject({ name: 'HookFailure', message: expect.stringContaining(message) });
  expect(server.fake.snapshots).toEqual([]);
});
