import { mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { checksumLine } from '../checksum.js';
import { removeTree } from '../removeTree.js';
import { makeRepository, password, program, storeOptions } from '../testing/resticForTests.js';
import { beginOptions, got, keepSet, manifestOf, noon, put } from '../testing/storeSets.js';
import { tempFolder } from '../testing/tempFolder.js';
import { hostRestic } from './hostRestic.js';
import { lastKnownBackups } from './lastKnownBackups.js';
import type { ResticRunner } from './resticRunner.js';
import { resticStore } from './resticStore.js';
import type { Store } from './store.js';

const temp = mkdtempSync(join(tmpdir(), 'dsw-restic-'));
const repository = join(temp, 'repository');
beforeAll(() => makeRepository(repository));
afterAll(() => removeTree(temp));

let environment = '';
let calls: string[] = [];
const counting: ResticRunner = (args, streams) => {
  calls.push(args[2] ?? '');
  return hostRestic(program, process.env)(args, streams);
};

beforeEach(({ task }) => {
  environment = task.id;
  calls = [];
});

const components = ['redis', 'timescale', 'never'];

function open(cacheFolder: string): Store {
  return resticStore(storeOptions(repository, cacheFolder, { environment, run: counting, env: { RESTIC_PASSWORD: password } }));
}

/** A set with as much of a manifest as `status` reads. */
async function backup(store: Store, sizes: Record<string, number>, complete = true): Promise<string> {
  const sink = got(await store.begin(beginOptions()));
  for (const component of Object.keys(sizes)) await put(sink, `${component}/data`, component);
  const snapshots = Object.entries(sizes).map(([component, bytes]) => ({ component, files: [{ bytes }, { bytes: 1 }] }));
  const content = Buffer.from(JSON.stringify({ formatVersion: 2, id: sink.id, createdAt: noon.toISOString(), complete, snapshots }));
  got(await sink.commit({ content, checksum: checksumLine(content) }));
  return sink.id;
}

test('what this machine did is known without asking the repository', async () => {
  const cache = join(await tempFolder(), 'cache');
  expect(lastKnownBackups(cache, components)).toEqual(new Map());
  const store = open(cache);
  const at = noon.toISOString();
  const first = await backup(store, { redis: 10, timescale: 20 });
  expect(lastKnownBackups(cache, components)).toEqual(
    new Map([
      ['redis', { set: first, at, bytes: 11, verified: null }],
      ['timescale', { set: first, at, bytes: 21, verified: null }],
    ]),
  );

  const verifiedAt = '2026-11-21T13:00:00.000Z';
  got(await store.stamp(first, { kind: 'verified', at: verifiedAt, components: ['redis', 'timescale'] }));
  got(await store.stamp(first, { kind: 'drilled', at: verifiedAt, components: ['redis'] }));
  const second = await backup(store, { redis: 100 });
  await backup(store, { redis: 1, timescale: 1 }, false);
  const known = new Map([
    ['redis', { set: second, at, bytes: 101, verified: { set: first, at, bytes: 11, verifiedAt, how: 'drill' } }],
    ['timescale', { set: first, at, bytes: 21, verified: { set: first, at, bytes: 21, verifiedAt, how: 'verify' } }],
  ]);
  expect(lastKnownBackups(cache, components)).toEqual(known);
  got(await store.ids());
  expect(lastKnownBackups(cache, components)).toEqual(known);

  got(await store.remove([second]));
  expect(lastKnownBackups(cache, ['redis']).get('redis')?.set).toBe(first);
  expect(readdirSync(join(cache, 'manifests'))).toHaveLength(2);
});

test('manifests are fetched once, and again where what is kept of them is gone or damaged', async () => {
  const folder = await tempFolder();
  const id = await keepSet(open(join(folder, 'writer')), { 'redis/data': 'x' });
  const manifest = manifestOf('["redis/data"]');
  const cache = join(folder, 'reader');
  const dumps = async (): Promise<number> => {
    calls = [];
    expect(got(await open(cache).manifest(id))).toEqual(manifest);
    return calls.filter((call) => call === 'dump').length;
  };
  expect(await dumps()).toBe(1);
  expect(await dumps()).toBe(0);
  const [name = ''] = readdirSync(join(cache, 'manifests'));
  expect(statSync(join(cache, 'manifests', name)).mode & 0o777).toBe(0o600);
  writeFileSync(join(cache, 'manifests', name), '["redis/date"]');
  expect(await dumps()).toBe(1);
  expect(readFileSync(join(cache, 'manifests', name), 'utf8')).toBe('["redis/data"]');
  await rm(cache, { recursive: true });
  expect(await dumps()).toBe(1);
  writeFileSync(join(cache, 'index.json'), '{');
  expect(lastKnownBackups(cache, components)).toEqual(new Map());
});

test('a cache that cannot be written is done without', async () => {
  const folder = await tempFolder();
  writeFileSync(join(folder, 'file'), '');
  const store = open(join(folder, 'file', 'cache'));
  const id = await keepSet(store, { 'redis/data': 'x' });
  expect(got(await store.ids())).toEqual([id]);
  expect(got(await store.manifest(id))).toEqual(manifestOf('["redis/data"]'));
});

test('a list of many sets is one call of restic, and so is all that follows from it', async () => {
  const cache = join(await tempFolder(), 'cache');
  const ids = [await keepSet(open(cache), { 'redis/data': 'a', 'timescale/data': 'b' }), await keepSet(open(cache), { 'redis/data': 'c' })];
  calls = [];
  const store = open(cache);
  expect(got(await store.ids())).toEqual(ids.reverse());
  for (const id of ids) {
    got(await store.manifest(id));
    got(await store.paths(id));
    await store.look(id, 'redis/data');
    await store.stamps(id);
  }
  await store.strangers();
  expect(calls).toEqual(['snapshots']);
});
