import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { backup } from './backup.js';
import { contents } from './contents.js';
import { engine } from './engine.js';
import { init } from './init.js';
import { inspect } from './inspect.js';
import { restore } from './restore.js';
import { repositoryFile } from './snapshotFiles.js';
import { MemorySnapshot } from '@dust-workspace/component/testing';
import { fillRichly, index, search } from './testing/richIndices.js';
import { noServer, TestServer } from './testing/testServer.js';
import { verify } from './verify.js';

const where = noServer === undefined ? '' : ` (skipped: ${noServer})`;
const title = { match: { 'title.folded': 'elan' } };

describe.skipIf(noServer !== undefined)(`the hooks of Elasticsearch on a server${where}`, { timeout: 240_000 }, () => {
  let server: TestServer;
  let target: TestServer | undefined;

  beforeAll(async () => {
    server = await TestServer.started();
    await fillRichly(server);
  }, 240_000);

  afterEach(async () => {
    await target?.dispose();
    target = undefined;
  });

  afterAll(() => server.dispose());

  const everything = (): Promise<unknown> => contents(server.context(), { digest: true });
  const repositories = async (of: TestServer): Promise<string[]> => Object.keys((await of.ask('GET', '_snapshot')).body as object);
  const folders = (of: TestServer): string[] => readdirSync(join(of.volume, 'snapshots'));

  it('initialise it twice, which changes nothing the second time', async () => {
    await init(server.context());
    const before = (await server.ask('GET', '_snapshot')).body;
    await init(server.context());
    expect((await server.ask('GET', '_snapshot')).body).toEqual(before);
    expect(before).toEqual({ 'dust-workspace': expect.objectContaining({ type: 'fs', settings: { location: 'dust-workspace' } }) });
    expect(await engine(server.context())).toEqual({ name: 'elasticsearch', version: '8.11.3' });
    await inspect(server.context());
  });

  it('back it up while documents are written, and restore what was in the snapshot', async () => {
    let next = 10_000;
    let isWriting = true;
    const writing = (async () => {
      while (isWriting) await index(server, 'core.data_sources_nodes_4', next, (next += 20));
    })();
    const snapshot = new MemorySnapshot();
    server.lines.length = 0;
    await backup(server.context(), snapshot.writer).finally(() => (isWriting = false));
    await writing;
    expect(server.lines).toEqual([
      'reading in the snapshot what it holds of indices that were written to meanwhile: core.data_sources_nodes_4',
    ]);
    expect(snapshot.files).toEqual(['repository.tar', 'snapshot.json']);
    expect(await repositories(server)).toEqual(['dust-workspace']);
    expect(folders(server)).toEqual(['dust-workspace']);
    await verify(server.context(), snapshot.reader);
    expect(server.lines.at(-1)).toMatch(/^repository\.tar: \d+ files, \d+ of them with a checksum, hold 5 indices$/);

    target = await TestServer.started();
    await restore(target.context(), snapshot.reader);
    await inspect(target.context());
    expect(await contents(target.context(), { digest: true })).toEqual(snapshot.contents);
    expect(await repositories(target)).toEqual([]);
    expect(folders(target)).toEqual([]);
    const found = snapshot.contents?.find(({ kind, name }) => kind === 'index' && name === 'core.data_sources_nodes_4');
    expect(found?.count).toBeGreaterThanOrEqual(700 - 8);
    await init(target.context());
  });

  it('restore everything with its aliases, analysers and settings', async () => {
    const before = await everything();
    const snapshot = new MemorySnapshot();
    await backup(server.context(), snapshot.writer);
    expect(snapshot.contents).toEqual(before);
    expect(snapshot.contents).toContainEqual({ kind: 'index', name: 'closed_1', value: 'closed' });
    expect(snapshot.contents).toContainEqual({ kind: 'index', name: 'empty_1', count: 0 });
    expect(snapshot.contents).toContainEqual({ kind: 'cluster setting', name: 'cluster.max_shards_per_node', value: '"900"' });
    expect(snapshot.contents?.filter(({ kind }) => kind === 'alias').map(({ name, value }) => [name, value])).toEqual([
      ['core.data_sources', 'core.data_sources_1'],
      ['core.data_sources_nodes', 'core.data_sources_nodes_4 {"is_write_index":true}'],
      ['recent', 'core.data_sources_1, core.data_sources_nodes_4 {"filter":{"range":{"timestamp":{"gte":"2024-01-01"}}}}'],
    ]);
    target = await TestServer.started();
    await restore(target.context(), snapshot.reader);
    expect(await contents(target.context(), { digest: true })).toEqual(before);
    expect(await search(target, 'recent', title)).toEqual(await search(server, 'recent', title));
    expect((await search(target, 'recent', title)).length).toBeGreaterThan(0);
    await target.ask('POST', 'closed_1/_open?wait_for_active_shards=1');
    expect(((await target.ask('GET', 'closed_1/_doc/one')).body as { _source: unknown })._source).toEqual({ word: 'kept' });
    await expect(restore(target.context(), snapshot.reader)).rejects.toMatchObject({
      message: expect.stringMatching(/^Elasticsearch is not empty: there is /),
      remedy: 'dsw clean elasticsearch',
    });
  });

  it('count without digests, by the same names', async () => {
    const snapshot = new MemorySnapshot();
    await backup(server.context(), snapshot.writerWith({ digest: false }));
    const all = await contents(server.context(), { digest: true });
    expect(snapshot.contents).toEqual(all.map(({ digest: _, ...entry }) => entry));
    expect(await contents(server.context(), { digest: false })).toEqual(snapshot.contents);
  });

  it('notice one document that differs', async () => {
    const before = await contents(server.context(), { digest: true });
    await server.ask('PUT', 'core.data_sources_1/_doc/node-3?routing=r3', { title: 'another' });
    const after = await contents(server.context(), { digest: true });
    const changed = after.filter((entry, at) => JSON.stringify(entry) !== JSON.stringify(before[at]));
    expect(changed).toEqual([{ kind: 'index', name: 'core.data_sources_1', count: 40, digest: expect.any(String) }]);
  });

  it('clear away what a killed backup left, also a snapshot that goes on', async () => {
    await server.ask('PUT', '_snapshot/dsw-backup-killed', {
      type: 'fs',
      settings: { location: 'dsw-backup-killed', max_snapshot_bytes_per_sec: '20kb' },
    });
    await server.ask('PUT', '_snapshot/dsw-backup-killed/dsw-backup-killed?wait_for_completion=false', { indices: '*' });
    await server.ask('PUT', 'dsw-aside-killed-empty_1', { settings: { number_of_replicas: 0, 'index.hidden': true } });
    const snapshot = new MemorySnapshot();
    await backup(server.context(), snapshot.writer);
    expect(await repositories(server)).toEqual(['dust-workspace']);
    expect(folders(server)).toEqual(['dust-workspace']);
    expect(snapshot.contents).toEqual(await everything());
  });

  it('leave nothing behind when they are interrupted', async () => {
    const interruption = new AbortController();
    const writer = new MemorySnapshot().writerWith({
      expect: () => interruption.abort(new Error('Ctrl-C')),
      record: () => expect.unreachable('recorded'),
    });
    await expect(backup(server.context({ signal: interruption.signal, exec: refuse, run: refuse }), writer)).rejects.toThrow();
    expect(await repositories(server)).toEqual(['dust-workspace']);
    await backup(server.context(), new MemorySnapshot().writer);
    expect(folders(server)).toEqual(['dust-workspace']);
  });

  it('refuse a repository in which a byte is wrong, and restore nothing of one that cannot be read', async () => {
    const snapshot = new MemorySnapshot();
    await backup(server.context(), snapshot.writer);
    const whole = snapshot.content(repositoryFile);
    for (const part of [0.3, 0.6]) {
      const damaged = Buffer.from(whole);
      const at = Math.floor(whole.length * part);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      snapshot.replace(repositoryFile, damaged);
      await expect(verify(server.context(), snapshot.reader)).rejects.toThrow(/^repository\.tar is damaged: /);
    }
    snapshot.replace(repositoryFile, whole.subarray(0, whole.length / 2));
    await expect(verify(server.context(), snapshot.reader)).rejects.toThrow('repository.tar is damaged: it ends too early');
  });
});

/** A context whose commands do not run, as after an abort. */
function refuse(): Promise<never> {
  return Promise.reject(new Error('interrupted'));
}
