import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { checkSnapshot } from './checkSnapshot.js';
import { extractVolume } from './extractVolume.js';
import { openSet } from './setWriter.js';
import { describeTree } from './testing/describeTree.js';
import { isRoot, makeTree, onlyRoot } from './testing/makeTree.js';
import { choose, failuresOf, listing, makeSet, noon, options, valueOf, write } from './testing/sets.js';
import { tempFolder } from './testing/tempFolder.js';

const info = { runtime: 'process' };

test('a set holds the files of hooks and copies of volumes, and a manifest that covers them', { timeout: 60_000 }, async () => {
  const temp = await tempFolder();
  const sets = join(temp, 'env/backup/local/sets');
  makeTree(join(temp, 'volume'));
  const set = valueOf(await openSet(options(sets)));
  const sink = set.snapshot('timescale', { runtime: 'process', engine: 'postgresql 15.14' });
  await Promise.all([
    write(sink.writer, 'globals.sql', 'create role;\n'),
    write(sink.writer, 'metrics.dump', Buffer.alloc(3_000_000, 'row')),
  ]);
  valueOf(await sink.finish());
  valueOf(await set.volume('redis', join(temp, 'volume'), info));
  const summary = valueOf(await set.commit());

  const { id } = summary;
  expect(id).toMatch(/^20261121T120000Z-[a-z0-9]{4}$/);
  expect(listing(sets)).toEqual([
    `${id} 700 d`,
    `${id}/manifest.json 600 f`,
    `${id}/manifest.json.sha256 600 f`,
    `${id}/redis 700 d`,
    `${id}/redis/volume.tar.gz 600 f`,
    `${id}/timescale 700 d`,
    `${id}/timescale/globals.sql.gz 600 f`,
    `${id}/timescale/metrics.dump.gz 600 f`,
  ]);
  const stored = (path: string): object => {
    const content = readFileSync(join(sets, id, path));
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { path, bytes: content.length, contentBytes: gunzipSync(content).length, sha256 };
  };
  const times = { startedAt: noon.toISOString(), finishedAt: noon.toISOString() };
  expect(JSON.parse(readFileSync(join(sets, id, 'manifest.json'), 'utf8'))).toEqual({
    formatVersion: 1,
    id,
    createdAt: noon.toISOString(),
    workspace: 'dust',
    environment: 'local',
    complete: true,
    snapshots: [
      {
        component: 'redis',
        method: 'volume',
        runtime: 'process',
        files: [{ name: 'volume.tar', ...stored('redis/volume.tar.gz') }],
        notes: ['absolute points to /etc/hostname, outside of the volume: the link was copied, not what it points to'],
        ...times,
      },
      {
        component: 'timescale',
        method: 'hook',
        runtime: 'process',
        engine: 'postgresql 15.14',
        files: [
          { name: 'globals.sql', ...stored('timescale/globals.sql.gz') },
          { name: 'metrics.dump', ...stored('timescale/metrics.dump.gz') },
        ],
        notes: [],
        ...times,
      },
    ],
  });
  execFileSync('sha256sum', ['--check', '--strict', 'manifest.json.sha256'], { cwd: join(sets, id) });

  const chosen = valueOf(await choose(sets, ['redis', 'timescale']));
  valueOf(await checkSnapshot(chosen, 'timescale'));
  valueOf(await checkSnapshot(chosen, 'redis'));
  valueOf(await extractVolume(chosen, 'redis', join(temp, 'restored')));
  expect(describeTree(join(temp, 'restored'))).toEqual(describeTree(join(temp, 'volume')));
});

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
  valueOf(await set.commit());
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

test('one failed part fails the whole and leaves earlier sets alone', async () => {
  const temp = await tempFolder();
  const earlier = await makeSet(temp, { redis: 'old' });
  const set = valueOf(await openSet(options(temp)));
  const good = set.snapshot('redis', info);
  await write(good.writer, 'data', 'new');
  valueOf(await good.finish());
  const bad = set.snapshot('timescale', info);
  bad.writer.file('data').write('half');
  await bad.abort();
  expect(failuresOf(await set.commit())).toEqual(['snapshot-aborted: the backup of timescale was given up']);
  expect(readdirSync(temp)).toEqual([earlier.id]);
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
  expect(failuresOf(await set.commit()).sort()).toEqual([...expected].sort());
  expect(readdirSync(temp)).toEqual([]);
});

test('a set without parts, or with an unfinished one, is not committed', async () => {
  const temp = await tempFolder();
  const empty = valueOf(await openSet(options(temp)));
  expect(failuresOf(await empty.commit())).toEqual(['set-empty: a backup without any component was not kept']);
  const set = valueOf(await openSet(options(temp)));
  set.snapshot('redis', info).writer.file('data').write('half');
  expect(failuresOf(await set.commit())).toEqual(['snapshot-unfinished: the backup of redis did not end']);
  expect(readdirSync(temp)).toEqual([]);
});

test("a file name that could lead elsewhere, or occurs twice, is the hook's failure", async () => {
  const temp = await tempFolder();
  const set = valueOf(await openSet(options(temp)));
  const { writer, abort } = set.snapshot('redis', info);
  for (const name of ['../x', 'a/b', '', '.hidden', 'Upper', 'a b'])
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
  expect(result.ok ? [] : result.diagnostics.map(({ code }) => code)).toEqual(['write-failed']);
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
  expect((await byHook.commit()).ok).toBe(false);
  expect(readdirSync(disk)).toEqual([earlier.id]);

  const byVolume = valueOf(await openSet(options(disk)));
  const volumeResult = await byVolume.volume('redis', join(temp, 'volume'), info);
  expect((await byVolume.commit()).ok).toBe(false);
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
        `^the disk is full: ${disk}/.*\\.partial/${component}/${file}\\.gz could not be written; the backup of ${component} needs more than the [\\d.]+ k?M?B that it had written, and .* were left$`,
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
  const result = await set.commit();
  expect(result.ok ? [] : result.diagnostics.map(({ code }) => code)).toEqual(['disk-full']);
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
  valueOf(await set.commit());
  const [failure] = failuresOf(await extractVolume(valueOf(await choose(join(temp, 'sets'), ['redis'])), 'redis', join(disk, 'into')));
  expect(failure).toMatch(
    new RegExp(
      `^disk-full: the disk is full: ${disk}/into could not be written; the restore of redis needs more than the .* that it had written`,
    ),
  );
  expect(readdirSync(disk)).toEqual([]);
});
