import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { checkSnapshot } from './checkSnapshot.js';
import { checksumLine } from './checksum.js';
import type { Compression } from './compression.js';
import { chooseCompression, hasZstdLibrary } from './compression.js';
import { checkEnvironmentFiles } from './environmentFiles.js';
import { extractVolume } from './extractVolume.js';
import { readSnapshot } from './readSnapshot.js';
import type { StoredFileRecord } from './setManifest.js';
import { openSet } from './setWriter.js';
import { seeded } from '@dust-workspace/component/testing';
import { damageOf } from './testing/damageOf.js';
import { choose, contentOf, facts, failuresOf, info, makeSet, noon, options, valueOf, write } from './testing/sets.js';
import { tempFolder } from './testing/tempFolder.js';
import type { TransferProgress } from './transferProgress.js';

const methods: readonly Compression[] = [chooseCompression({ processEnv: process.env }), { method: 'gzip' }, { method: 'none' }];
const suffixes = { zstd: '.zst', gzip: '.gz', none: '' };

interface TwoSets {
  readonly sets: string;
  readonly id: string;
  readonly older: string;
  readonly folder: string;
}

/** A set of redis by its volume and timescale by two files, with an environment file, and an older one with timescale only. */
async function twoSets(compression: Compression = { method: 'gzip' }): Promise<TwoSets> {
  const temp = await tempFolder();
  const sets = join(temp, 'sets');
  const older = await makeSet(sets, { timescale: 'older' }, { clock: () => new Date('2026-11-20T12:00:00Z') });
  mkdirSync(join(temp, 'volume/sub'), { recursive: true });
  writeFileSync(join(temp, 'volume/sub/dump.rdb'), 'keys '.repeat(3000));
  symlinkSync('sub', join(temp, 'volume/link'));
  const set = valueOf(await openSet(options(sets, { compression })));
  valueOf(await set.volume('redis', join(temp, 'volume'), info));
  const sink = set.snapshot('timescale', info);
  await write(sink.writer, 'globals.sql', 'create role;\n');
  await write(sink.writer, 'metrics.dump', Array.from({ length: 3000 }, (_, index) => `row ${index * 7919}\n`).join(''));
  sink.writer.record([{ kind: 'table', name: 'metrics', count: 3000 }]);
  valueOf(await sink.finish());
  valueOf(await set.environmentFile('.env.local.crypt', Buffer.from('-----BEGIN CMS-----\n')));
  const { id } = valueOf(await set.commit(facts));
  return { sets, id, older: older.id, folder: join(sets, id) };
}

async function failures(sets: string, component: string): Promise<string[]> {
  const chosen = await choose(sets, [component]);
  return chosen.ok ? failuresOf(await checkSnapshot(chosen.value, component)) : failuresOf(chosen);
}

test('a file that is missing, cut off, longer, changed, swapped or too many is named', async () => {
  const { sets, id, folder, older } = await twoSets();
  const globals = join(folder, 'timescale/globals.sql.gz');
  const metrics = join(folder, 'timescale/metrics.dump.gz');
  const content = readFileSync(metrics);
  const named = `timescale/metrics.dump.gz of the set ${id}`;
  const expectOnly = async (failure: string): Promise<void> => {
    expect(await failures(sets, 'timescale')).toEqual([failure]);
    expect(await failures(sets, 'redis')).toEqual([]);
    writeFileSync(metrics, content);
    expect(await failures(sets, 'timescale')).toEqual([]);
  };

  rmSync(metrics);
  await expectOnly(`backup-file-missing: ${named} is missing`);
  writeFileSync(metrics, content.subarray(0, 100));
  await expectOnly(`backup-file-truncated: ${named} is cut off: 100 of ${content.length} bytes`);
  writeFileSync(metrics, Buffer.concat([content, content]));
  await expectOnly(`backup-file-damaged: ${named} is too long: ${content.length * 2} instead of ${content.length} bytes`);
  writeFileSync(metrics, Buffer.from(content).fill(0, 50, 51));
  await expectOnly(`backup-file-damaged: ${named} does not match its checksum`);

  const swapped = readFileSync(globals);
  renameSync(metrics, `${folder}/x`);
  renameSync(globals, metrics);
  renameSync(`${folder}/x`, globals);
  expect((await failures(sets, 'timescale')).map((failure) => failure.split(':')[0])).toEqual([
    'backup-file-damaged',
    'backup-file-truncated',
  ]);
  writeFileSync(globals, swapped);
  writeFileSync(metrics, content);

  writeFileSync(join(folder, 'timescale/intruder'), '');
  expect(await failures(sets, 'timescale')).toEqual([
    `backup-file-unknown: timescale/intruder of the set ${id} does not belong to the set`,
  ]);
  rmSync(join(folder, 'timescale/intruder'));

  rmSync(metrics);
  symlinkSync(globals, metrics);
  const chosen = valueOf(await choose(sets, ['timescale']));
  expect(await checkSnapshot(chosen, 'timescale')).toEqual({
    ok: false,
    diagnostics: [
      { severity: 'error', code: 'backup-file-damaged', message: `${named} is not a file`, remedy: `To use another set: --set ${older}` },
    ],
  });
});

test('files of equal size that were swapped are recognised', async () => {
  const temp = await tempFolder();
  const set = valueOf(await openSet(options(temp)));
  const sink = set.snapshot('timescale', info);
  await write(sink.writer, 'a', 'content of a');
  await write(sink.writer, 'b', 'content of b');
  valueOf(await sink.finish());
  const { id } = valueOf(await set.commit(facts));
  const folder = join(temp, id, 'timescale');
  renameSync(join(folder, 'a.gz'), join(temp, 'x'));
  renameSync(join(folder, 'b.gz'), join(folder, 'a.gz'));
  renameSync(join(temp, 'x'), join(folder, 'b.gz'));
  expect(await failures(temp, 'timescale')).toEqual([
    `backup-file-swapped: timescale/a.gz of the set ${id} holds what belongs into timescale/b.gz`,
    `backup-file-swapped: timescale/b.gz of the set ${id} holds what belongs into timescale/a.gz`,
  ]);
});

for (const compression of methods) {
  const suffix = suffixes[compression.method];

  test(`no damage to any file of a set passes (${compression.method})`, { timeout: 120_000 }, async () => {
    const { sets, folder } = await twoSets(compression);
    const random = seeded(2);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(folder, path)).isFile());
    expect(files.sort()).toEqual([
      'env.files/.env.local.crypt',
      'manifest.json',
      'manifest.json.sha256',
      `redis/dsw-contents.json${suffix}`,
      `redis/volume.tar${suffix}`,
      `timescale/dsw-contents.json${suffix}`,
      `timescale/globals.sql${suffix}`,
      `timescale/metrics.dump${suffix}`,
    ]);
    const check = async (path: string): Promise<string[]> => {
      if (!path.startsWith('env.files')) return failures(sets, path.startsWith('redis') ? 'redis' : 'timescale');
      return failuresOf(await checkEnvironmentFiles(valueOf(await choose(sets, ['timescale']))));
    };
    for (const path of files) {
      const sound = readFileSync(join(folder, path));
      for (const damaged of [...placesOf(sound), ...Array.from({ length: 30 }, () => damageOf(sound, random))]) {
        writeFileSync(join(folder, path), damaged);
        expect([path, (await check(path)).length]).toEqual([path, 1]);
      }
      writeFileSync(join(folder, path), sound);
    }
    for (const path of files) expect(await check(path)).toEqual([]);
  });
}

/** A file with a bit flipped in its header, middle and end, and cut off there. */
function placesOf(sound: Buffer): Buffer[] {
  return [0, 3, 8, sound.length >> 1, sound.length - 5, sound.length - 1].flatMap((at) => {
    const flipped = Buffer.from(sound);
    flipped[at] = (flipped[at] ?? 0) ^ 4;
    return [flipped, sound.subarray(0, at)];
  });
}

test('every bit of the manifest and of its checksum counts', { timeout: 60_000 }, async () => {
  const { sets, folder } = await twoSets();
  for (const name of ['manifest.json', 'manifest.json.sha256']) {
    const sound = readFileSync(join(folder, name));
    for (let bit = 0; bit < sound.length * 8; bit += name === 'manifest.json' ? 61 : 3) {
      const flipped = Buffer.from(sound);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      writeFileSync(join(folder, name), flipped);
      expect((await choose(sets, ['timescale'])).ok).toBe(false);
    }
    writeFileSync(join(folder, name), sound);
  }
  expect((await choose(sets, ['timescale'])).ok).toBe(true);
});

/** A set whose checksums are right, but whose volume copy holds `archive`: made by a broken or hostile program. */
async function forgedSet(temp: string, archive: Buffer): Promise<string> {
  const sets = join(temp, 'sets');
  const { id } = await makeSet(sets, { redis: archive.toString('latin1') });
  const folder = join(sets, id);
  const set = valueOf(await openSet(options(sets)));
  const sink = set.snapshot('redis', info);
  await write(sink.writer, 'volume.tar', archive);
  sink.writer.record([]);
  valueOf(await sink.finish());
  const forged = valueOf(await set.commit(facts));
  rmSync(folder, { recursive: true });
  const manifest = readFileSync(join(sets, forged.id, 'manifest.json'), 'utf8').replace('"hook"', '"volume"');
  writeFileSync(join(sets, forged.id, 'manifest.json'), manifest);
  writeFileSync(join(sets, forged.id, 'manifest.json.sha256'), checksumLine(manifest));
  return sets;
}

test('a copy of a volume that is no sound archive is refused although its checksum is right', async () => {
  const temp = await tempFolder();
  const sets = await forgedSet(temp, Buffer.alloc(1024));
  const [failure] = await failures(sets, 'redis');
  expect(failure).toMatch(/^backup-file-damaged: redis\/volume\.tar\.gz of the set .* is no sound archive: the archive is empty$/);
  const chosen = valueOf(await choose(sets, ['redis']));
  expect(failuresOf(await extractVolume(chosen, 'redis', join(temp, 'into')))).toEqual([failure]);
  expect(readdirSync(temp)).toEqual(['sets']);
});

test('a component that is not in the set is a diagnostic', async () => {
  const { sets, id } = await twoSets();
  const chosen = valueOf(await choose(sets, ['timescale']));
  expect(failuresOf(await checkSnapshot(chosen, 'console'))).toEqual([`set-lacks-component: the set ${id} holds no backup of console`]);
});

test('a volume is restored only into a new or empty folder, and nothing is left of a failure', async () => {
  const { sets, folder } = await twoSets();
  const temp = await tempFolder();
  const chosen = valueOf(await choose(sets, ['redis']));
  writeFileSync(join(temp, 'file'), '');
  expect(failuresOf(await extractVolume(chosen, 'redis', temp))).toEqual([`folder-not-empty: ${temp} is not empty`]);
  expect(failuresOf(await extractVolume(chosen, 'redis', join(temp, 'file'))).map((failure) => failure.split(':')[0])).toEqual([
    'folder-unusable',
  ]);
  const path = join(folder, 'redis/volume.tar.gz');
  const sound = readFileSync(path);
  writeFileSync(path, Buffer.from(sound).fill(0, sound.length - 8, sound.length - 4));
  expect((await extractVolume(chosen, 'redis', join(temp, 'into'))).ok).toBe(false);
  expect(readdirSync(temp)).toEqual(['file']);
  writeFileSync(path, sound);
  valueOf(await extractVolume(chosen, 'redis', join(temp, 'into')));
  expect(readFileSync(join(temp, 'into/sub/dump.rdb'), 'utf8')).toBe('keys '.repeat(3000));
});

test('a hook reads its files in the order in which it wrote them, and sees none of ours', async () => {
  const { sets } = await twoSets();
  const reader = readSnapshot(valueOf(await choose(sets, ['timescale'])), 'timescale');
  expect({ files: reader.files, ours: reader.ours }).toEqual({ files: ['globals.sql', 'metrics.dump'], ours: ['dsw-contents.json'] });
  expect(String(await contentOf(reader.file('globals.sql')))).toBe('create role;\n');
  expect(() => reader.file('other')).toThrow('has no file other');
  expect(reader.diagnostics()).toEqual([]);
});

test('progress of a check and of a reader ends with all bytes', async () => {
  const { sets } = await twoSets();
  const chosen = valueOf(await choose(sets, ['timescale']));
  const files = chosen.manifest.snapshots.find(({ component }) => component === 'timescale')?.files ?? [];
  const total = (records: readonly StoredFileRecord[]): TransferProgress => {
    const contentBytes = records.reduce((sum, file) => sum + file.contentBytes, 0);
    return { bytes: records.reduce((sum, file) => sum + file.bytes, 0), contentBytes, expected: contentBytes };
  };
  const checked: TransferProgress[] = [];
  valueOf(await checkSnapshot(chosen, 'timescale', (progress) => checked.push(progress)));
  expect(checked.at(-1)).toEqual(total(files));
  const read: TransferProgress[] = [];
  const reader = readSnapshot(chosen, 'timescale', (progress) => read.push(progress));
  await Promise.all(reader.files.map((name) => contentOf(reader.file(name))));
  expect(read.at(-1)).toEqual(total(files.filter(({ name }) => !name.startsWith('dsw-'))));
});

for (const compression of methods)
  test(
    `reading a file that is not what was written ends in an error, and is remembered (${compression.method})`,
    { timeout: 120_000 },
    async () => {
      const { sets, folder, id } = await twoSets(compression);
      const chosen = valueOf(await choose(sets, ['timescale']));
      const stored = `timescale/metrics.dump${suffixes[compression.method]}`;
      const path = join(folder, stored);
      const sound = readFileSync(path);
      const random = seeded(3);
      for (let round = 0; round < 60; round++) {
        writeFileSync(path, damageOf(sound, random));
        const reader = readSnapshot(chosen, 'timescale');
        await expect(contentOf(reader.file('metrics.dump'))).rejects.toThrow(`${stored} of the set ${id}`);
        expect(reader.diagnostics().map(({ code }) => code)).toEqual([expect.stringMatching(/^backup-file-(damaged|truncated)$/)]);
      }
      rmSync(path);
      await expect(contentOf(readSnapshot(chosen, 'timescale').file('metrics.dump'))).rejects.toThrow('is missing');
    },
  );

test('a set with zstd on a machine without it says what to install', async ({ skip }) => {
  skip(hasZstdLibrary || methods[0]?.method !== 'zstd', 'only where Node needs the program, and it is there');
  const { sets, id } = await twoSets(methods[0]);
  const chosen = valueOf(await choose(sets, ['timescale']));
  vi.stubEnv('PATH', await tempFolder());
  onTestFinished(() => void vi.unstubAllEnvs());
  const checked = await checkSnapshot(chosen, 'timescale');
  expect(checked.ok ? [] : checked.diagnostics[0]).toEqual({
    severity: 'error',
    code: 'zstd-missing',
    message: `timescale/globals.sql.zst of the set ${id} is compressed with zstd, and there is no program zstd here`,
    remedy: 'Install it (apt-get install zstd, dnf install zstd, brew install zstd), or use Node 22.15 or newer.',
  });
});

test('a set that was copied under another name is not that set', async () => {
  const { sets, id, folder } = await twoSets();
  const copy = `${id.slice(0, -4)}zzzz`;
  cpSync(folder, join(sets, copy), { recursive: true });
  expect(failuresOf(await choose(sets, ['timescale']))).toEqual([
    `set-damaged: the set ${copy} in ${sets} is damaged: its manifest is that of the set ${id}`,
  ]);
  expect(id.slice(0, 8)).toBe(noon.toISOString().slice(0, 10).replaceAll('-', ''));
});
