import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { checkSnapshot } from './checkSnapshot.js';
import { checkEnvironmentFiles, readEnvironmentFile } from './environmentFiles.js';
import { extractVolume } from './extractVolume.js';
import { openSet } from './setWriter.js';
import { snapshotContents } from './snapshotContents.js';
import { localStore } from './stores/localStore.js';
import type { Store } from './stores/store.js';
import { describeTree } from './testing/describeTree.js';
import { isRoot, makeTree, onlyRoot } from './testing/makeTree.js';
import { choose, codesOf, facts, failuresOf, info, listing, makeSet, noon, options, valueOf, write } from './testing/sets.js';
import { tempFolder } from './testing/tempFolder.js';
import type { TransferProgress } from './transferProgress.js';
import { volumeContents } from './volumeContents.js';

test(
  'a set holds the files of hooks, copies of volumes and environment files, and a manifest that covers them',
  { timeout: 60_000 },
  async () => {
    const temp = await tempFolder();
    const sets = join(temp, 'env/backup/local/sets');
    makeTree(join(temp, 'volume'));
    const set = valueOf(await openSet(options(sets, { redact: (text) => text.replaceAll('hunter2', '***') })));
    const sink = set.snapshot('timescale', {
      ...info,
      runtime: 'compose',
      image: 'timescale:2.19',
      engine: { name: 'postgresql', version: '17.2' },
      version: '1.0.0',
    });
    await Promise.all([
      write(sink.writer, 'globals.sql', 'create role;\n'),
      write(sink.writer, 'metrics.dump', Buffer.alloc(3_000_000, 'row')),
    ]);
    sink.writer.record([{ kind: 'table', name: 'm', count: 3 }]);
    sink.writer.record([{ kind: 'sequence', name: 's', value: '1', upTo: '7' }]);
    valueOf(await sink.finish());
    valueOf(await set.volume('redis', join(temp, 'volume'), { ...info, digest: false }));
    const secrets = Buffer.from('-----BEGIN CMS-----\n');
    valueOf(await set.environmentFile('platform/timescale/.env.local.crypt', secrets));
    const told = {
      commit: { id: 'a'.repeat(40), dirty: true },
      consistency: { kind: 'writers-stopped', stopped: ['console'] } as const,
      order: ['timescale', 'redis', 'console'],
      plan: [{ id: 'redis:backup', verb: 'backup', component: 'redis', cause: 'asked for with hunter2', after: ['redis:stop'] }],
    };
    const summary = valueOf(await set.commit(told));

    const { id } = summary;
    expect(id).toMatch(/^20261121T120000Z-[a-z0-9]{4}$/);
    expect(listing(sets)).toEqual([
      `${id} 700 d`,
      `${id}/env.files 700 d`,
      `${id}/env.files/platform 700 d`,
      `${id}/env.files/platform/timescale 700 d`,
      `${id}/env.files/platform/timescale/.env.local.crypt 600 f`,
      `${id}/manifest.json 600 f`,
      `${id}/manifest.json.sha256 600 f`,
      `${id}/redis 700 d`,
      `${id}/redis/dsw-contents.json.gz 600 f`,
      `${id}/redis/volume.tar.gz 600 f`,
      `${id}/timescale 700 d`,
      `${id}/timescale/dsw-contents.json.gz 600 f`,
      `${id}/timescale/globals.sql.gz 600 f`,
      `${id}/timescale/metrics.dump.gz 600 f`,
    ]);
    const sum = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
    const stored = (path: string): object => {
      const content = readFileSync(join(sets, id, path));
      const unpacked = gunzipSync(content);
      const sums = { bytes: content.length, sha256: sum(content), contentBytes: unpacked.length, contentSha256: sum(unpacked) };
      return { path, compression: 'gzip', ...sums };
    };
    const asItIs = { bytes: secrets.length, sha256: sum(secrets), contentBytes: secrets.length, contentSha256: sum(secrets) };
    const times = { startedAt: noon.toISOString(), finishedAt: noon.toISOString() };
    const manifest: unknown = JSON.parse(readFileSync(join(sets, id, 'manifest.json'), 'utf8'));
    expect(manifest).toEqual({
      formatVersion: 2,
      id,
      createdAt: noon.toISOString(),
      finishedAt: noon.toISOString(),
      workspace: 'dust',
      environment: 'local',
      commit: { id: 'a'.repeat(40), dirty: true },
      complete: true,
      failures: [],
      consistency: { kind: 'writers-stopped', stopped: ['console'] },
      order: ['timescale', 'redis'],
      plan: [{ id: 'redis:backup', verb: 'backup', component: 'redis', cause: 'asked for with ***', after: ['redis:stop'] }],
      environmentFiles: [
        {
          name: 'platform/timescale/.env.local.crypt',
          path: 'env.files/platform/timescale/.env.local.crypt',
          compression: 'none',
          ...asItIs,
        },
      ],
      snapshots: [
        {
          component: 'redis',
          method: 'volume',
          runtime: 'process',
          files: [
            { name: 'volume.tar', ...stored('redis/volume.tar.gz') },
            { name: 'dsw-contents.json', ...stored('redis/dsw-contents.json.gz') },
          ],
          notes: ['absolute points to /etc/hostname, outside of the volume: the link was copied, not what it points to'],
          ...times,
        },
        {
          component: 'timescale',
          method: 'hook',
          runtime: 'compose',
          image: 'timescale:2.19',
          engine: { name: 'postgresql', version: '17.2' },
          version: '1.0.0',
          files: [
            { name: 'globals.sql', ...stored('timescale/globals.sql.gz') },
            { name: 'metrics.dump', ...stored('timescale/metrics.dump.gz') },
            { name: 'dsw-contents.json', ...stored('timescale/dsw-contents.json.gz') },
          ],
          notes: [],
          ...times,
        },
      ],
    });
    execFileSync('sha256sum', ['--check', '--strict', 'manifest.json.sha256'], { cwd: join(sets, id) });

    const chosen = valueOf(await choose(sets, ['redis', 'timescale']));
    expect(chosen.manifest).toEqual(manifest);
    valueOf(await checkSnapshot(chosen, 'timescale'));
    valueOf(await checkSnapshot(chosen, 'redis'));
    valueOf(await checkEnvironmentFiles(chosen));
    expect(valueOf(await readEnvironmentFile(chosen, 'platform/timescale/.env.local.crypt'))).toEqual(secrets);
    expect(valueOf(await snapshotContents(chosen, 'timescale'))).toEqual([
      { kind: 'table', name: 'm', count: 3 },
      { kind: 'sequence', name: 's', value: '1', upTo: '7' },
    ]);
    valueOf(await extractVolume(chosen, 'redis', join(temp, 'restored')));
    expect(describeTree(join(temp, 'restored'))).toEqual(describeTree(join(temp, 'volume')));
    const recorded = valueOf(await snapshotContents(chosen, 'redis'));
    expect(recorded).toEqual(await volumeContents(join(temp, 'restored'), { digest: false }));
  },
);

test('snapshots of several components are written at the same time', async () => {
  const temp = await tempFolder();
  const set = valueOf(await openSet(options(temp)));
  const components = Array.from({ length: 10 }, (_, index) => `component-${index}`);
  await Promise.all(
    components.map(async (component) => {
      const sink = set.snapshot(component, info);
      await write(sink.writer, 'data', component.repeat(50_000));
      valueOf(await sink.finish());
    }),
  );
  valueOf(await set.commit(facts));
  const chosen = valueOf(await choose(temp, components));
  for (const component of components) valueOf(await checkSnapshot(chosen, component));
});

test('until it is committed a set is a partial folder with its owner beside it', async () => {
  const temp = await tempFolder();
  const set = valueOf(await openSet(options(temp, { owner: { pid: 42, startTime: '9' } })));
  expect(readdirSync(temp).sort()).toEqual([`${set.id}.partial`, `${set.id}.writer-42-OQ`]);
  await set.abort();
  expect(readdirSync(temp)).toEqual([]);
});

test('one failed part makes the set incomplete, with what succeeded and why the rest failed', async () => {
  const temp = await tempFolder();
  const earlier = await makeSet(temp, { redis: 'old' });
  const set = valueOf(await openSet(options(temp, { redact: (text) => text.replaceAll('hunter2', '***') })));
  const good = set.snapshot('redis', info);
  await write(good.writer, 'data', 'new');
  valueOf(await good.finish());
  const bad = set.snapshot('timescale', info);
  await write(bad.writer, 'globals', 'whole');
  bad.writer.file('data').write('half');
  await bad.abort();
  set.failed('timescale', 'pg_dump: no password hunter2');
  const unfinished = set.snapshot('console', info);
  unfinished.writer.file('data').write('half');
  set.failed('qdrant', 'it does not run');
  const summary = valueOf(await set.commit({ ...facts, order: ['timescale', 'redis'] }));
  expect({ complete: summary.complete, failures: summary.failures, parts: summary.snapshots.map(({ component }) => component) }).toEqual({
    complete: false,
    failures: [
      { component: 'console', reason: 'the backup of console did not end' },
      { component: 'qdrant', reason: 'it does not run' },
      { component: 'timescale', reason: 'pg_dump: no password ***' },
    ],
    parts: ['redis'],
  });
  expect(readdirSync(temp).sort()).toEqual([earlier.id, summary.id]);
  expect(readdirSync(join(temp, summary.id), { recursive: true }).sort()).toEqual([
    'manifest.json',
    'manifest.json.sha256',
    'redis',
    'redis/data.gz',
  ]);
  expect(valueOf(await choose(temp, ['redis'])).id).toBe(earlier.id);
});

test('where no part succeeded there is no set', async () => {
  const temp = await tempFolder();
  const earlier = await makeSet(temp, { redis: 'old' });
  const set = valueOf(await openSet(options(temp)));
  valueOf(await set.environmentFile('.env.local.crypt', Buffer.from('x')));
  const bad = set.snapshot('timescale', info);
  bad.writer.file('data').write('half');
  await bad.abort();
  expect(failuresOf(await set.commit(facts))).toEqual(['snapshot-aborted: the backup of timescale was given up']);
  expect(readdirSync(temp)).toEqual([earlier.id]);
});

test('a hook that fails after its files were finished has made no backup', async () => {
  const temp = await tempFolder();
  const set = valueOf(await openSet(options(temp)));
  const sink = set.snapshot('redis', info);
  await write(sink.writer, 'data', 'cut short');
  valueOf(await sink.finish());
  await sink.abort();
  expect(failuresOf(await set.commit(facts))).toEqual(['snapshot-aborted: the backup of redis was given up']);
  expect(readdirSync(temp)).toEqual([]);
});

test('what was finished and is said to have failed afterwards is left out', async () => {
  const temp = await tempFolder();
  const set = valueOf(await openSet(options(temp)));
  for (const component of ['redis', 'timescale']) {
    const sink = set.snapshot(component, info);
    await write(sink.writer, 'data', 'x');
    valueOf(await sink.finish());
  }
  set.failed('timescale', 'pg_dump was killed');
  const { id } = valueOf(await set.commit(facts));
  expect(readdirSync(join(temp, id)).sort()).toEqual(['manifest.json', 'manifest.json.sha256', 'redis']);
});

test('progress counts what came and what was stored, and tells how much is expected', async () => {
  const temp = await tempFolder();
  const set = valueOf(await openSet(options(temp)));
  const seen: TransferProgress[] = [];
  const sink = set.snapshot('timescale', { ...info, onProgress: (progress) => seen.push(progress) });
  sink.writer.expect(2_000_000);
  await Promise.all([write(sink.writer, 'a', randomBytes(1_000_000)), write(sink.writer, 'b', Buffer.alloc(500_000))]);
  sink.writer.record([{ kind: 'table', name: 't' }]);
  const { files } = valueOf(await sink.finish());
  const bytes = files.filter(({ name }) => name !== 'dsw-contents.json').reduce((sum, file) => sum + file.bytes, 0);
  expect(seen.at(-1)).toEqual({ bytes, contentBytes: 1_500_000, expected: 2_000_000 });
  expect(seen.every(({ contentBytes }, index) => contentBytes >= (seen[index - 1]?.contentBytes ?? 0))).toBe(true);
  await set.abort();
});

test('a store that compresses gets files as they are', async () => {
  const temp = await tempFolder();
  const store = Object.create(localStore(temp), { compresses: { value: true } }) as Store;
  const { id } = await makeSet(temp, { redis: 'as it is' }, { store });
  expect(readFileSync(join(temp, id, 'redis/data'), 'utf8')).toBe('as it is');
  const chosen = valueOf(await choose(temp, ['redis']));
  expect(chosen.manifest.snapshots[0]?.files[0]?.compression).toBe('none');
  valueOf(await checkSnapshot(chosen, 'redis'));
});

test('a hook that leaves a file open, writes none or gives up has not made a backup', async () => {
  const temp = await tempFolder();
  const set = valueOf(await openSet(options(temp)));
  const open = set.snapshot('open', info);
  open.writer.file('data').write('half');
  const empty = set.snapshot('empty', info);
  const broken = set.snapshot('broken', info);
  const source = new PassThrough();
  source.pipe(broken.writer.file('data'));
  broken.writer.file('more').destroy(new Error('pg_dump: connection lost'));
  source.end('x');
  const expected = [
    'snapshot-unfinished: the backup hook of open did not finish the file data: it was not ended before the hook returned',
    'snapshot-empty: the backup hook of empty succeeded without writing a file',
    'snapshot-unfinished: the backup hook of broken did not finish the file more: pg_dump: connection lost',
  ];
  const results = [await open.finish(), await empty.finish(), await broken.finish()];
  expect(results.flatMap(failuresOf)).toEqual(expected);
  expect(failuresOf(await set.commit(facts)).sort()).toEqual([...expected].sort());
  expect(readdirSync(temp)).toEqual([]);
});

test('a set without parts, or with an unfinished one, is not committed', async () => {
  const temp = await tempFolder();
  const empty = valueOf(await openSet(options(temp)));
  expect(failuresOf(await empty.commit(facts))).toEqual(['set-empty: a backup without any component was not kept']);
  const set = valueOf(await openSet(options(temp)));
  set.snapshot('redis', info).writer.file('data').write('half');
  expect(failuresOf(await set.commit(facts))).toEqual(['snapshot-unfinished: the backup of redis did not end']);
  expect(readdirSync(temp)).toEqual([]);
});

test("a file name that could lead elsewhere, or occurs twice, is the hook's failure", async () => {
  const temp = await tempFolder();
  const set = valueOf(await openSet(options(temp)));
  const { writer, abort } = set.snapshot('redis', info);
  for (const name of ['../x', 'a/b', '', '.hidden', 'Upper', 'a b', 'dsw-contents.json'])
    expect(() => writer.file(name)).toThrow('cannot be the name of a file');
  writer.file('data');
  expect(() => writer.file('data')).toThrow('the backup hook of redis opened the file data twice');
  await abort();
  await set.abort();
});

test('a volume that cannot be copied fails its part', async () => {
  const temp = await tempFolder();
  const set = valueOf(await openSet(options(join(temp, 'sets'))));
  expect(failuresOf(await set.volume('redis', join(temp, 'missing'), info))).toEqual([
    `volume-unreadable: the volume ${join(temp, 'missing')} could not be read: ENOENT: no such file or directory, stat '${join(temp, 'missing')}'`,
  ]);
  await set.abort();
});

test('a copy of a volume can be given up halfway', async () => {
  const temp = await tempFolder();
  mkdirSync(join(temp, 'volume'));
  writeFileSync(join(temp, 'volume/data'), Buffer.alloc(50_000_000));
  const set = valueOf(await openSet(options(join(temp, 'sets'))));
  const copying = set.volume('redis', join(temp, 'volume'), info);
  await set.abort();
  expect((await copying).ok).toBe(false);
  expect(readdirSync(join(temp, 'sets'))).toEqual([]);
});

test('ids sort in the order of writing, within a second and when the clock goes back', async () => {
  const temp = await tempFolder();
  const clocks = ['12:00:00.100', '12:00:00.900', '11:00:00.000', '13:00:00.000'].map((time) => new Date(`2026-11-21T${time}Z`));
  const ids: string[] = [];
  for (const clock of clocks) ids.push((await makeSet(temp, { redis: 'x' }, { clock: () => clock })).id);
  expect(ids.map((id) => id.slice(0, 16))).toEqual(['20261121T120000Z', '20261121T120001Z', '20261121T120002Z', '20261121T130000Z']);
});

test('a sets folder that cannot be written to is a diagnostic', async () => {
  const temp = await tempFolder();
  writeFileSync(join(temp, 'sets'), 'a file');
  const result = await openSet(options(join(temp, 'sets')));
  expect(codesOf(result)).toEqual(['write-failed']);
});

/** A file system of one megabyte, gone when the test has ended. */
async function tinyDisk(): Promise<string> {
  const temp = await tempFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', temp]);
  onTestFinished(() => void execFileSync('umount', [temp]));
  return temp;
}

test('a full disk fails the backup with what to do, and touches nothing else', async ({ skip }) => {
  skip(!isRoot, onlyRoot);
  const disk = await tinyDisk();
  const temp = await tempFolder();
  mkdirSync(join(temp, 'volume'));
  const noise = randomBytes(3_000_000);
  writeFileSync(join(temp, 'volume/data'), noise);
  const earlier = await makeSet(disk, { redis: 'old' });
  const before = describeTree(join(disk, earlier.id));

  const byHook = valueOf(await openSet(options(disk)));
  const sink = byHook.snapshot('timescale', info);
  await write(sink.writer, 'data', noise).catch(() => undefined);
  const hookResult = await sink.finish();
  expect((await byHook.commit(facts)).ok).toBe(false);
  expect(readdirSync(disk)).toEqual([earlier.id]);

  const byVolume = valueOf(await openSet(options(disk)));
  const volumeResult = await byVolume.volume('redis', join(temp, 'volume'), info);
  expect((await byVolume.commit(facts)).ok).toBe(false);
  expect(readdirSync(disk)).toEqual([earlier.id]);
  expect(describeTree(join(disk, earlier.id))).toEqual(before);

  for (const [result, component, file] of [
    [hookResult, 'timescale', 'data'],
    [volumeResult, 'redis', 'volume.tar'],
  ] as const) {
    const [diagnostic] = result.ok ? [] : result.diagnostics;
    expect(diagnostic?.code).toBe('disk-full');
    expect(diagnostic?.message).toMatch(
      new RegExp(
        `^the disk is full: ${disk}/.*\\.partial/${component}/${file}\\.gz could not be written; the backup needs more than the [\\d.]+ k?M?B that it had written, and .* were left$`,
      ),
    );
  }
});

test('a disk that fills up between data and manifest fails the backup, too', async ({ skip }) => {
  skip(!isRoot, onlyRoot);
  const disk = await tinyDisk();
  const set = valueOf(await openSet(options(disk)));
  const sink = set.snapshot('redis', info);
  await write(sink.writer, 'data', 'x');
  valueOf(await sink.finish());
  expect(() => writeFileSync(join(disk, 'filler'), Buffer.alloc(2_000_000))).toThrow('ENOSPC');
  const result = await set.commit(facts);
  expect(codesOf(result)).toEqual(['disk-full']);
  expect(readdirSync(disk)).toEqual(['filler']);
});

test('a disk that is too small for a restored volume fails the restore and is empty again', async ({ skip }) => {
  skip(!isRoot, onlyRoot);
  const disk = await tinyDisk();
  const temp = await tempFolder();
  mkdirSync(join(temp, 'volume'));
  writeFileSync(join(temp, 'volume/data'), Buffer.alloc(3_000_000));
  const set = valueOf(await openSet(options(join(temp, 'sets'))));
  valueOf(await set.volume('redis', join(temp, 'volume'), info));
  valueOf(await set.commit(facts));
  const [failure] = failuresOf(await extractVolume(valueOf(await choose(join(temp, 'sets'), ['redis'])), 'redis', join(disk, 'into')));
  expect(failure).toMatch(
    new RegExp(
      `^disk-full: the disk is full: ${disk}/into could not be written; the restore of redis needs more than the .* that it had written`,
    ),
  );
  expect(readdirSync(disk)).toEqual([]);
});
