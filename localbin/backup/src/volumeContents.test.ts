import { createHash } from 'node:crypto';
import { appendFileSync, chmodSync, linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compareContents, describeDifference } from './compareContents.js';
import { extractVolume } from './extractVolume.js';
import { openSet } from './setWriter.js';
import { snapshotContents } from './snapshotContents.js';
import { makeTree } from './testing/makeTree.js';
import { choose, facts, info, options, valueOf } from './testing/sets.js';
import { tempFolder } from './testing/tempFolder.js';
import { volumeContents } from './volumeContents.js';

function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

function named(folder: string, ...bytes: number[]): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(bytes)]);
}

test('files, folders and links are told with what can be compared on any machine', async () => {
  const volume = await tempFolder();
  mkdirSync(join(volume, '.dsw'));
  writeFileSync(join(volume, '.dsw/volume.json'), '{}');
  mkdirSync(join(volume, 'data/.dsw'), { recursive: true, mode: 0o750 });
  chmodSync(join(volume, 'data'), 0o2750);
  writeFileSync(join(volume, 'data/a'), 'hello', { mode: 0o640 });
  linkSync(join(volume, 'data/a'), join(volume, 'second name'));
  symlinkSync('data/100%', join(volume, 'link'));
  writeFileSync(join(volume, '100%'), '', { mode: 0o600 });
  writeFileSync(named(volume, 0xc3, 0xbc), '', { mode: 0o600 });
  writeFileSync(named(volume, 0x25, 0xc3, 0xbc, 0xff), '', { mode: 0o600 });
  chmodSync(join(volume, 'data/.dsw'), 0o755);
  expect(await volumeContents(volume, { digest: true })).toEqual([
    { kind: 'file', name: '%25%C3%BC%FF', value: '0600, 0 bytes', digest: sha256('') },
    { kind: 'file', name: '100%25', value: '0600, 0 bytes', digest: sha256('') },
    { kind: 'folder', name: 'data', value: '2750' },
    { kind: 'folder', name: 'data/.dsw', value: '0755' },
    { kind: 'file', name: 'data/a', value: '0640, 5 bytes', digest: sha256('hello') },
    { kind: 'link', name: 'link', value: 'data/100%25' },
    { kind: 'file', name: 'second name', value: '0640, 5 bytes', digest: sha256('hello') },
    { kind: 'file', name: 'ü', value: '0600, 0 bytes', digest: sha256('') },
  ]);
  const withoutDigest = await volumeContents(volume, { digest: false });
  expect(withoutDigest.filter(({ digest }) => digest !== undefined)).toEqual([]);
});

test('what a copy recorded is what the restored volume holds, and every change to it is found', { timeout: 60_000 }, async () => {
  const temp = await tempFolder();
  const [sets, restored] = [join(temp, 'sets'), join(temp, 'restored')];
  makeTree(join(temp, 'volume'));
  chmodSync(join(temp, 'volume/-rf'), 0o644);
  chmodSync(join(temp, 'volume/empty folder'), 0o755);
  const set = valueOf(await openSet(options(sets)));
  valueOf(await set.volume('redis', join(temp, 'volume'), info));
  valueOf(await set.commit(facts));
  const chosen = valueOf(await choose(sets, ['redis']));
  const recorded = valueOf(await snapshotContents(chosen, 'redis')) ?? [];
  expect(recorded).toEqual(await volumeContents(join(temp, 'volume'), { digest: true }));
  valueOf(await extractVolume(chosen, 'redis', restored));

  const differences = async (): Promise<string[]> =>
    compareContents(recorded, await volumeContents(restored, { digest: true }), new Date()).map(describeDifference);
  expect(await differences()).toEqual([]);
  writeFileSync(join(restored, '.dsw/volume.json'), 'another stamp');
  expect(await differences()).toEqual([]);
  writeFileSync(join(restored, 'with\nnewline'), 'b');
  appendFileSync(join(restored, '-rf'), 'more');
  chmodSync(join(restored, 'empty folder'), 0o700);
  rmSync(join(restored, 'dangling'));
  symlinkSync('elsewhere', join(restored, 'dangling'));
  rmSync(join(restored, 'block'));
  writeFileSync(join(restored, 'new'), '', { mode: 0o600 });
  expect(await differences()).toEqual([
    'file -rf is at 0644, 5 bytes instead of 0644, 1 bytes',
    'file block is missing',
    'link dangling is at elsewhere instead of nowhere/at all',
    'folder empty folder is at 0700 instead of 0755',
    'file with\nnewline has other content than when the backup was made',
    'file new was not there when the backup was made',
  ]);
});
