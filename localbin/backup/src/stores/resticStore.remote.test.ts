import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { makeRepository, patience, program, restic, storeOptions } from '../testing/resticForTests.js';
import { startRestServer } from '../testing/restServer.js';
import { startSshServer } from '../testing/sshServer.js';
import { beginOptions, bytesOf, codesOf, got, keepSet, manifestOf, noon, put } from '../testing/storeSets.js';
import { tempFolder } from '../testing/tempFolder.js';
import { hostRestic } from './hostRestic.js';
import type { ResticStoreOptions } from './resticStore.js';
import { resticStore } from './resticStore.js';
import type { Store } from './store.js';

vi.setConfig(patience);

/** The first backup makes a repository. */
async function isMadeOver(options: ResticStoreOptions): Promise<void> {
  expect(codesOf(await resticStore(options).ids())).toEqual(['store-missing']);
  expect(codesOf(await resticStore(options).begin(beginOptions()))).toEqual(['store-missing']);
  await got(await resticStore({ ...options, create: true }).begin(beginOptions())).abort();
  expect(got(await resticStore(options).ids())).toEqual([]);
}

/** A set on its whole way, through a repository without any. */
async function worksOver(options: ResticStoreOptions): Promise<void> {
  const noise = randomBytes(2_000_000);
  const store = (): Store => resticStore(options);
  const id = await keepSet(store(), { 'redis/data': noise, 'redis/empty': '' });
  expect(got(await store().ids())).toEqual([id]);
  expect([...got(await store().paths(id))].sort()).toEqual(['redis/data', 'redis/empty']);
  const elsewhere = resticStore({ ...options, cacheFolder: `${options.cacheFolder}-elsewhere` });
  expect(got(await elsewhere.manifest(id))).toEqual(manifestOf('["redis/data","redis/empty"]'));
  expect((await bytesOf(elsewhere, id, 'redis/data')).equals(noise)).toBe(true);

  const sink = got(await store().begin(beginOptions()));
  const file = sink.file('redis/data');
  file.input.write(noise);
  file.input.destroy(new Error('given up'));
  expect((await file.outcome).kind).toBe('abandoned');
  await sink.abort();
  expect(got(await store().ids())).toEqual([id]);

  const pin = { at: noon.toISOString(), reason: 'the first' };
  got(await store().stamp(id, { kind: 'pinned', pin }));
  expect((await elsewhere.stamps(id)).pinned).toBe(null);
  got(await elsewhere.ids());
  expect((await elsewhere.stamps(id)).pinned).toEqual(pin);
  expect(codesOf(await resticStore({ ...options, env: { RESTIC_PASSWORD: 'wrong' } }).ids())).toEqual(['store-password-wrong']);
  got(await store().remove([id]));
  expect(got(await elsewhere.ids())).toEqual([]);
}

test('a set goes to another machine by SFTP and comes back', async () => {
  const temp = await tempFolder();
  const server = await startSshServer(temp);
  onTestFinished(() => server.close());
  const run = hostRestic(program, server.processEnv);
  await isMadeOver(storeOptions(`sftp:${server.host}:${join(temp, 'new')}`, join(temp, 'cache-of-new'), { run }));
  makeRepository(join(temp, 'repository'));
  const repository = `sftp:${server.host}:${join(temp, 'repository')}`;
  await worksOver(storeOptions(repository, join(temp, 'cache'), { run }));
  expect(restic(join(temp, 'repository'), ['check', '--read-data'])).toContain('no errors were found');

  const withoutKey = hostRestic(program, { ...server.processEnv, PATH: process.env['PATH'] });
  const result = await resticStore(storeOptions(repository, join(temp, 'cache'), { run: withoutKey })).ids();
  expect(codesOf(result)).toEqual(['store-unreachable']);
});

test('a set goes to another machine by REST and comes back', async () => {
  const temp = await tempFolder();
  const server = await startRestServer();
  onTestFinished(() => server.close());
  await isMadeOver(storeOptions(server.repository('new'), join(temp, 'cache-of-new')));
  makeRepository(join(temp, 'repository'));
  server.load('cheap', join(temp, 'repository'));
  const options = storeOptions(server.repository('cheap'), join(temp, 'cache'));
  expect(resticStore(options).description).toMatch(/^the restic repository rest:http:\/\/somebody@127\.0\.0\.1:\d+\/cheap\/$/);
  await worksOver(options);
  const stranger = resticStore({
    ...options,
    repository: options.repository.replace('somebody', 'nobody'),
    create: true,
    answerWithin: 2_000,
  });
  expect(codesOf(await stranger.begin(beginOptions()))).toEqual(['store-unreachable']);
});

test('a server that fails at any write leaves no set that looks complete, and the next backup succeeds', async () => {
  const temp = await tempFolder();
  const server = await startRestServer();
  onTestFinished(() => server.close());
  makeRepository(join(temp, 'repository'));
  server.load('cheap', join(temp, 'repository'));
  const store = (): Store => resticStore(storeOptions(server.repository('cheap'), join(temp, 'cache'), { lockWait: 1_000 }));
  const noise = randomBytes(500_000);
  const earlier = await keepSet(store(), { 'redis/data': 'old' });
  let failures = 0;
  for (let writes = 0; ; writes++) {
    const sink = got(await store().begin(beginOptions()));
    const file = sink.file('redis/data');
    // Given up at once, as restic would try again for a quarter of an hour.
    server.refuseWritesAfter(writes, () => file.input.destroy(new Error('the server refuses it')));
    await pipeline(Readable.from([noise]), file.input).catch(() => undefined);
    if ((await file.outcome).kind === 'stored') {
      server.refuseWritesAfter(Infinity);
      got(await sink.commit(manifestOf('new')));
      expect(got(await store().ids())).toEqual([sink.id, earlier]);
      break;
    }
    failures += 1;
    expect(got(await store().ids())).toEqual([earlier]);
    server.refuseWritesAfter(Infinity);
    await sink.abort();
    expect(got(await store().ids())).toEqual([earlier]);
  }
  expect(failures).toBeGreaterThan(1);
  const sink = got(await store().begin(beginOptions()));
  await put(sink, 'redis/data', noise);
  got(await sink.commit(manifestOf('again')));
  expect((await bytesOf(store(), sink.id, 'redis/data')).equals(noise)).toBe(true);
  expect(String(await bytesOf(store(), earlier, 'redis/data'))).toBe('old');
});
