import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { freePort, seeded } from '@dust-workspace/component/testing';
import { removeTree } from '../removeTree.js';
import { isRoot, onlyRoot } from '../testing/makeTree.js';
import { makeRepository, password, patience, program, restic, snapshotsIn, storeOptions } from '../testing/resticForTests.js';
import { bundled } from '../testing/runBundled.js';
import { beginOptions, bytesOf, codesOf, got, keepSet, manifestOf, noon, owner, put } from '../testing/storeSets.js';
import { tempFolder } from '../testing/tempFolder.js';
import { hostRestic } from './hostRestic.js';
import type { ResticRunner } from './resticRunner.js';
import type { ResticStoreOptions } from './resticStore.js';
import { resticStore } from './resticStore.js';
import type { Store } from './store.js';

vi.setConfig(patience);

const shared = mkdtempSync(join(tmpdir(), 'dsw-restic-'));
beforeAll(() => makeRepository(join(shared, 'empty')));
afterAll(() => removeTree(shared));

const onHost = hostRestic(program, process.env);
const noise = randomBytes(3_000_000);

interface Place {
  readonly temp: string;
  readonly repository: string;
  store(overrides?: Partial<ResticStoreOptions>): Store;
}

async function newPlace(folder = 'repository'): Promise<Place> {
  const temp = await tempFolder();
  const repository = join(temp, folder);
  cpSync(join(shared, 'empty'), repository, { recursive: true });
  return { temp, repository, store: (overrides) => resticStore(storeOptions(repository, join(temp, 'cache'), overrides)) };
}

test('a wrong password is told, and nothing is made in spite of it', async () => {
  const { repository, store } = await newPlace();
  const before = readdirSync(repository, { recursive: true });
  const locked = store({ env: { RESTIC_PASSWORD: 'wrong' }, create: true });
  expect(codesOf(await locked.ids())).toEqual(['store-password-wrong']);
  expect(codesOf(await locked.begin(beginOptions()))).toEqual(['store-password-wrong']);
  expect(codesOf(await locked.sweep(() => true))).toEqual(['store-password-wrong']);
  expect(readdirSync(repository, { recursive: true })).toEqual(before);
});

test('a repository that does not exist is made by the first backup, and only where that is asked for', async () => {
  const temp = await tempFolder();
  const options = storeOptions(join(temp, 'new'), join(temp, 'cache'));
  expect(codesOf(await resticStore(options).ids())).toEqual(['store-missing']);
  expect(codesOf(await resticStore(options).begin(beginOptions()))).toEqual(['store-missing']);
  expect(got(await resticStore({ ...options, create: true }).sweep(() => true))).toEqual([]);
  expect(readdirSync(temp)).not.toContain('new');

  const store = resticStore({ ...options, create: true });
  const id = await keepSet(store, { 'redis/data': 'x' });
  expect(got(await resticStore(options).ids())).toEqual([id]);
});

test('a server that cannot be reached is told, and nothing is made', async () => {
  const temp = await tempFolder();
  const port = await freePort();
  const run: string[] = [];
  for (const repository of [`rest:http://someone:secret-word@127.0.0.1:${port}/`, `sftp://127.0.0.1:${port}/${temp}/new`]) {
    const counting: ResticRunner = (args, streams) => {
      run.push(args.join(' '));
      return onHost(args, streams);
    };
    const options = storeOptions(repository, join(temp, 'cache'), { create: true, answerWithin: 3_000, run: counting });
    const result = await resticStore(options).begin(beginOptions());
    expect(codesOf(result)).toEqual(['store-unreachable']);
    expect(JSON.stringify(result) + resticStore(options).description).not.toContain('secret-word');
  }
  expect(run.filter((line) => line.includes(' init'))).toEqual([]);
  expect(readdirSync(temp)).toEqual([]);
});

test('a machine without restic is told what to install', async () => {
  const { store } = await newPlace();
  const result = await store({ run: hostRestic('/nowhere/restic', process.env) }).ids();
  expect(result).toEqual({
    ok: false,
    diagnostics: [
      {
        severity: 'error',
        code: 'restic-missing',
        message: 'restic cannot be run: /nowhere/restic: spawn /nowhere/restic ENOENT',
        remedy: 'Install restic 0.14 or later, for example apt-get install restic.',
      },
    ],
  });
});

test('neither the password nor the repository is ever an argument, and the caller has no say in them', async () => {
  const { repository, temp } = await newPlace('repository-with-secret');
  const seen: string[] = [];
  const inTheWay = { RESTIC_PASSWORD_FILE: '/nowhere', RESTIC_REPOSITORY: '/nowhere', RESTIC_REPOSITORY_FILE: '/nowhere' };
  const withOthers = hostRestic(program, { ...process.env, ...inTheWay, RESTIC_PASSWORD: 'wrong' });
  const run: ResticRunner = (args, streams) => {
    seen.push(args.join(' '));
    return withOthers(args, streams);
  };
  const store = resticStore(storeOptions(repository, join(temp, 'cache'), { run }));
  const id = await keepSet(store, { 'redis/data': 'x' });
  await bytesOf(store, id, 'redis/data');
  got(await store.remove([id]));
  expect(seen.filter((line) => line.includes(password) || line.includes(repository))).toEqual([]);
  expect(seen.map((line) => line.split(' ')[2])).toEqual([
    ...['snapshots', 'backup', 'snapshots', 'backup'],
    ...['snapshots', 'dump'],
    ...['snapshots', 'forget', 'forget', 'prune'],
  ]);
});

test('damaged data end in an error when they are read, wherever the damage is', async () => {
  const { repository, store } = await newPlace();
  const id = await keepSet(store(), { 'redis/data': noise });
  const packs = readdirSync(join(repository, 'data'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, content: readFileSync(path) }));
  const largest = packs.reduce((a, b) => (a.content.length > b.content.length ? a : b));
  const below = seeded(5);
  const damages: (() => void)[] = [
    () => writeFileSync(largest.path, flipped(largest.content, below(largest.content.length / 2))),
    () => writeFileSync(largest.path, flipped(largest.content, 1)),
    () => writeFileSync(largest.path, largest.content.subarray(0, largest.content.length / 2)),
    () => writeFileSync(largest.path, ''),
    () => rmSync(largest.path),
  ];
  execFileSync('chmod', ['-R', 'u+w', join(repository, 'data')]);
  for (const damage of damages) {
    damage();
    const withoutCache = store({ cacheFolder: await tempFolder(), answerWithin: 2_000 });
    await expect(bytesOf(withoutCache, id, 'redis/data')).rejects.toThrow(/^the restic repository .* (failed|cannot be reached): /);
    writeFileSync(largest.path, largest.content);
  }
  expect((await bytesOf(store(), id, 'redis/data')).equals(noise)).toBe(true);
});

test('a full disk is told, leaves earlier sets alone, and the same backup succeeds when there is room', async ({ skip }) => {
  skip(!isRoot, onlyRoot);
  const temp = await tempFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', temp]);
  onTestFinished(() => void execFileSync('umount', [temp]));
  const repository = join(temp, 'repository');
  cpSync(join(shared, 'empty'), repository, { recursive: true });
  const cacheFolder = await tempFolder();
  const store = (): Store => resticStore(storeOptions(repository, cacheFolder));
  const earlier = await keepSet(store(), { 'redis/data': 'old' });

  const sink = got(await store().begin(beginOptions()));
  const file = sink.file('timescale/metrics');
  await pipeline(Readable.from([noise, noise]), file.input).catch(() => undefined);
  const outcome = await file.outcome;
  expect(outcome).toMatchObject({ kind: 'unwritable', diagnostic: { code: 'disk-full' } });
  await sink.abort();
  expect(got(await store().ids())).toEqual([earlier]);
  expect(String(await bytesOf(store(), earlier, 'redis/data'))).toBe('old');

  execFileSync('mount', ['-o', 'remount,size=30m', temp]);
  got(await store().sweep(() => false));
  const id = await keepSet(store(), { 'timescale/metrics': noise });
  expect((await bytesOf(store(), id, 'timescale/metrics')).equals(noise)).toBe(true);
  got(await store().remove([earlier]));
});

test('restic killed in the middle of a file fails that file alone, and its lock is in nobody’s way', async () => {
  const { store } = await newPlace();
  const sink = got(await store().begin(beginOptions()));
  await put(sink, 'redis/data', 'whole');
  const file = sink.file('timescale/metrics');
  if (!file.input.write(noise)) await once(file.input, 'drain');
  process.kill(resticWriting(sink.id), 'SIGKILL');
  expect(await file.outcome).toMatchObject({ kind: 'unwritable', diagnostic: { code: 'store-failed' } });
  got(await sink.commit(manifestOf('without metrics'), ['redis/data']));
  expect(got(await store().paths(sink.id))).toEqual(['redis/data']);
  got(await store().remove([sink.id]));
  expect(got(await store().ids())).toEqual([]);
});

test('a writer that is killed leaves no set, although restic takes what it had for a whole file, and a sweep removes it', async () => {
  const { temp, repository, store } = await newPlace();
  const earlier = await keepSet(store(), { 'redis/data': 'old' });
  const killed = await (await bundled('resticWriterProgram.ts'))(repository, join(temp, 'cache-of-child'));
  expect({ signal: killed.signal, stderr: killed.stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
  await expect.poll(() => snapshotsIn(repository).length, { timeout: 20_000 }).toBe(4);
  expect(readdirSync(join(repository, 'locks'))).toEqual([]);

  expect(got(await store().ids())).toEqual([earlier]);
  expect(await store().strangers()).toEqual([]);
  const [left = ''] = got(await store().sweep(({ startTime }) => startTime !== 'child'));
  expect(left).toMatch(/^20261121T120001Z-[a-z0-9]{4} \(unfinished\)$/);
  expect(snapshotsIn(repository)).toHaveLength(2);
  expect(got(await store().ids())).toEqual([earlier]);
});

test('while another writes, removing waits and then says who is there, and a sweep leaves it for later', async () => {
  const { store, repository } = await newPlace();
  const [old, abandoned] = [await keepSet(store(), { 'redis/data': 'old' }), got(await store().begin(beginOptions()))];
  await put(abandoned, 'redis/data', 'left behind');
  const sink = got(await store().begin(beginOptions({ owner: { ...owner, startTime: 'living' } })));
  const file = sink.file('timescale/metrics');
  if (!file.input.write(noise)) await once(file.input, 'drain');

  const result = await store({ lockWait: 600 }).remove([old]);
  expect(result).toMatchObject({
    ok: false,
    diagnostics: [{ code: 'store-locked', message: expect.stringMatching(/ is locked: .*already locked/) }],
  });
  expect(got(await store().ids())).toEqual([old]);
  expect(got(await store().sweep(({ startTime }) => startTime === 'living'))).toEqual([]);

  const removed = store({ lockWait: 20_000 }).remove([old]);
  file.input.end();
  expect(await file.outcome).toEqual({ kind: 'stored' });
  got(await removed);
  expect(got(await store().sweep(({ startTime }) => startTime === 'living'))).toEqual([`${abandoned.id} (unfinished)`]);
  got(await sink.commit(manifestOf('new')));
  expect(got(await store().ids())).toEqual([sink.id]);
  expect(snapshotsIn(repository)).toHaveLength(2);
});

test('removing that ends half way leaves whole sets and what a sweep removes, at whatever step', async () => {
  const { store, repository } = await newPlace();
  const kept = await keepSet(store(), { 'redis/data': 'kept' });
  for (const steps of [0, 1, 2, 3]) {
    const id = await keepSet(store(), { 'redis/data': 'x', 'timescale/metrics': 'y' });
    got(await store().stamp(id, { kind: 'pinned', pin: null }));
    let left = steps;
    const dying: ResticRunner = (args, streams) => (left-- > 0 ? onHost(args, streams) : Promise.resolve({ exitCode: null, stderr: '' }));
    expect(codesOf(await store({ run: dying }).remove([id]))).toEqual(['store-failed']);
    const ids = got(await store().ids());
    expect(ids).toEqual(steps < 2 ? [id, kept] : [kept]);
    if (steps < 2) expect([...got(await store().paths(id))].sort()).toEqual(['redis/data', 'timescale/metrics']);
    expect(await store().strangers()).toEqual([]);
    expect(got(await store().sweep(() => false))).toEqual(steps === 2 ? [`${id} (unfinished)`] : []);
    got(await store().remove([id]));
    expect(snapshotsIn(repository)).toHaveLength(2);
  }
  expect(String(await bytesOf(store(), kept, 'redis/data'))).toBe('kept');
});

test('a file that finds the repository locked is sent again from its beginning', async () => {
  const { store } = await newPlace();
  let refusals = 3;
  const run: ResticRunner = async (args, streams) => {
    if (!args.includes('timescale/metrics') && !args.some((arg) => arg.endsWith('.metrics'))) return onHost(args, streams);
    if (refusals-- <= 0) return onHost(args, streams);
    // As much as goes into a pipe before its reader ends.
    streams.stdin?.once('data', () => streams.stdin?.pause());
    await new Promise((resolve) => setImmediate(resolve));
    return { exitCode: 1, stderr: 'unable to create lock in backend: repository is already locked exclusively by PID 1 on elsewhere' };
  };
  const id = await keepSet(store({ run }), { 'timescale/metrics': noise, 'redis/data': 'x' });
  expect(refusals).toBeLessThan(0);
  expect((await bytesOf(store(), id, 'timescale/metrics')).equals(noise)).toBe(true);

  const refusing: ResticRunner = (args, streams) =>
    args.includes('backup') ? Promise.resolve({ exitCode: 11, stderr: 'repo already locked' }) : onHost(args, streams);
  const sink = got(await store({ run: refusing, lockWait: 100 }).begin(beginOptions()));
  const file = sink.file('redis/data');
  file.input.end('x');
  expect(await file.outcome).toMatchObject({ kind: 'unwritable', diagnostic: { code: 'store-locked' } });
});

test('a file that was given up never becomes part of a set, even where restic kept what it had', async () => {
  const { store, repository } = await newPlace();
  const careless: ResticRunner = (args, streams) => {
    streams.signal?.addEventListener('abort', () => streams.stdin?.push(null));
    return onHost(args, {
      env: streams.env,
      ...(streams.stdin && { stdin: streams.stdin }),
      ...(streams.stdout && { stdout: streams.stdout }),
    });
  };
  const sink = got(await store({ run: careless }).begin(beginOptions()));
  await put(sink, 'redis/data', 'whole');
  const file = sink.file('timescale/metrics');
  file.input.write('half of it');
  file.input.destroy(new Error('pg_dump ended with 1'));
  expect((await file.outcome).kind).toBe('abandoned');
  expect(snapshotsIn(repository)).toHaveLength(2);
  got(await sink.commit(manifestOf('without metrics'), ['redis/data']));
  expect(got(await store().paths(sink.id))).toEqual(['redis/data']);
  expect(await store().look(sink.id, 'timescale/metrics')).toEqual({ kind: 'missing' });
  expect(got(await store().sweep(() => true))).toEqual([`${sink.id} (files that were given up)`]);
  expect(snapshotsIn(repository)).toHaveLength(2);
  expect(got(await store().paths(sink.id))).toEqual(['redis/data']);
});

test('a set of which a file has been removed meanwhile is refused', async () => {
  const { store, repository } = await newPlace();
  const sink = got(await store().begin(beginOptions()));
  await put(sink, 'redis/data', 'x');
  await put(sink, 'timescale/metrics', 'y');
  const [gone] = JSON.parse(restic(repository, ['snapshots', '--json', '--tag', 'dsw.path=timescale/metrics'])) as { id: string }[];
  restic(repository, ['forget', '--quiet', gone?.id ?? '']);
  expect(codesOf(await sink.commit(manifestOf('of both')))).toEqual(['set-unfinished']);
  await sink.abort();
  expect(got(await store().ids())).toEqual([]);
  expect(snapshotsIn(repository)).toEqual([]);
});

test('snapshots of others, and those of other environments, stay as they are', async () => {
  const { store, repository } = await newPlace();
  restic(repository, ['backup', '--quiet', '--stdin', '--stdin-filename', '/photos', '--tag', 'mine'], 'photos');
  const other = await keepSet(store({ environment: 'production' }), { 'redis/data': 'production' });
  const id = await keepSet(store(), { 'redis/data': 'local' });
  expect(got(await store().ids())).toEqual([id]);
  expect(await store().strangers()).toEqual([]);
  got(await store().remove([id, other]));
  expect(got(await store().sweep(() => false))).toEqual([]);
  expect(got(await store().ids())).toEqual([]);
  expect(String(await bytesOf(store({ environment: 'production' }), other, 'redis/data'))).toBe('production');
  expect(restic(repository, ['dump', '--tag', 'mine', 'latest', '/photos'])).toBe('photos');
});

test('a set is read with restic alone', async () => {
  const { store, repository } = await newPlace();
  const id = await keepSet(store(), { 'timescale/metrics.dump': 'rows' }, { now: noon });
  const [file, manifest] = snapshotsIn(repository);
  expect([file?.paths, manifest?.paths]).toEqual([[`/${id}.timescale.metrics.dump`], [`/${id}.manifest.json`]]);
  const words = (path: string): string[] => ['dump', '--tag', `dsw.set=${id}`, '--path', path, 'latest', path];
  expect(restic(repository, words(`/${id}.timescale.metrics.dump`))).toBe('rows');
  const content = restic(repository, words(`/${id}.manifest.json`));
  expect(manifest?.tags).toContain(`dsw.checksum=${manifestOf(content).checksum.replaceAll(' ', '%20').replace('\n', '%0A')}`);
});

function flipped(content: Buffer, at: number): Buffer {
  const bytes = Buffer.from(content);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}

/** The process that writes the file of a set. */
function resticWriting(id: string): number {
  const pid = readdirSync('/proc').find((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`/${id}.timescale.metrics`);
    } catch {
      return false;
    }
  });
  return Number(pid);
}
