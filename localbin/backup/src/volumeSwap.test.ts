import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { describeTree } from './testing/describeTree.js';
import { isRoot, onlyRoot } from './testing/makeTree.js';
import { bundled } from './testing/runBundled.js';
import { failuresOf, valueOf } from './testing/sets.js';
import { tempFolder } from './testing/tempFolder.js';
import { asideOf, confirmSwap, observeSwap, openAside, recoverSwap, revertSwap, swapIn } from './volumeSwap.js';

function fill(folder: string, content: string): void {
  mkdirSync(join(folder, '.dsw'), { recursive: true });
  mkdirSync(join(folder, 'base/1'), { recursive: true });
  writeFileSync(join(folder, '.dsw/volume.json'), '{}');
  for (let count = 0; count < 5; count++) writeFileSync(join(folder, 'base/1', `${count}`), `${content} ${count}`);
}

/** A volume with old data, or none, beside another environment's. */
async function makeVolume(old: boolean): Promise<string> {
  const volumes = join(await tempFolder(), 'volumes');
  fill(join(volumes, 'local-2'), 'other');
  if (old) fill(join(volumes, 'local'), 'old');
  return join(volumes, 'local');
}

async function makeAside(volume: string): Promise<void> {
  fill(valueOf(await openAside(volume)), 'new');
}

function contentOf(volume: string): string {
  return existsSync(volume) ? readFileSync(join(volume, 'base/1/0'), 'utf8').slice(0, 3) : 'missing';
}

test('new data take the place of the old, and the old ones go when they are confirmed', async () => {
  const volume = await makeVolume(true);
  const states: string[] = [observeSwap(volume)];
  await makeAside(volume);
  states.push(observeSwap(volume));
  states.push(valueOf(await swapIn(volume)).state);
  expect(contentOf(volume)).toBe('new');
  expect(valueOf(await recoverSwap(volume))).toEqual({ state: 'swapped', warnings: [] });
  states.push(valueOf(await confirmSwap(volume)).state);
  expect(states).toEqual(['none', 'aside', 'swapped', 'none']);
  expect(contentOf(volume)).toBe('new');
  expect(readdirSync(join(volume, '..')).sort()).toEqual(['local', 'local-2']);
  expect(valueOf(await confirmSwap(volume)).state).toBe('none');
});

test('old data come back exactly when the new ones are given up', async () => {
  const volume = await makeVolume(true);
  const before = describeTree(volume);
  await makeAside(volume);
  valueOf(await swapIn(volume));
  expect(valueOf(await revertSwap(volume))).toEqual({ state: 'none', warnings: [] });
  expect(describeTree(volume)).toEqual(before);
  expect(readdirSync(join(volume, '..')).sort()).toEqual(['local', 'local-2']);
});

test('where there was no volume, giving up leaves none', async () => {
  const volume = await makeVolume(false);
  await makeAside(volume);
  expect(valueOf(await swapIn(volume)).state).toBe('swapped');
  valueOf(await revertSwap(volume));
  expect(readdirSync(join(volume, '..'))).toEqual(['local-2']);
  await makeAside(volume);
  valueOf(await swapIn(volume));
  valueOf(await confirmSwap(volume));
  expect(contentOf(volume)).toBe('new');
  expect(readdirSync(join(volume, '..')).sort()).toEqual(['local', 'local-2']);
});

for (const old of [true, false]) {
  const before = old ? 'old' : 'missing';
  test(`the data survive a kill after any step, ${old ? 'over old data' : 'where there was no volume'}`, { timeout: 120_000 }, async () => {
    const run = await bundled('swapProgram.ts');
    const seen: string[] = [];
    for (const verb of ['swapIn', 'revertSwap', 'confirmSwap']) {
      for (let killAfter = 1; ; killAfter++) {
        const volume = await makeVolume(old);
        const original = old ? describeTree(volume) : [];
        await makeAside(volume);
        if (verb !== 'swapIn') valueOf(await swapIn(volume));
        const first = await run(verb, volume, `${killAfter}`);
        expect(first.stderr).toBe('');
        if (first.signal === null) break;

        const state = observeSwap(volume);
        // The command that settles it may be killed as well.
        for (let again = 1; (await run('recoverSwap', volume, `${again}`)).signal !== null; again++);
        const { state: settled, warnings } = valueOf(await recoverSwap(volume));
        expect(warnings).toEqual([]);
        seen.push(`${verb} ${killAfter}: ${state}, then ${settled} with ${contentOf(volume)}`);
        if (contentOf(volume) === 'old') expect(describeTree(volume)).toEqual(original);
        if (settled === 'swapped') {
          valueOf(await revertSwap(volume));
          expect(contentOf(volume)).toBe(before);
        }
        expect(readdirSync(join(volume, '..')).sort()).toEqual([...(contentOf(volume) === 'missing' ? [] : ['local']), 'local-2']);
        expect(contentOf(join(volume, '../local-2'))).toBe('oth');
      }
    }
    expect(seen).toEqual([
      `swapIn 1: between, then none with ${before}`,
      'swapIn 2: swapped, then swapped with new',
      `revertSwap 1: between, then none with ${before}`,
      `revertSwap 2: none, then none with ${before}`,
      // Without a volume before there is nothing to delete, but what was new.
      `revertSwap 3: none, then none with ${before}`,
      'confirmSwap 1: none, then none with new',
      ...(old ? ['confirmSwap 2: none, then none with new'] : []),
    ]);
  });
}

test('data that were being built aside when a command died are deleted', async () => {
  const volume = await makeVolume(true);
  await makeAside(volume);
  expect(failuresOf(await openAside(volume)).map((failure) => failure.split(':')[0])).toEqual(['restore-unsettled']);
  expect(valueOf(await recoverSwap(volume)).state).toBe('none');
  expect(readdirSync(join(volume, '..')).sort()).toEqual(['local', 'local-2']);
});

test('somebody who makes the missing volume anew does not cost the old data', async () => {
  const volume = await makeVolume(true);
  await makeAside(volume);
  renameSync(volume, join(volume, '../.replaced-local'));
  mkdirSync(join(volume, '.dsw'), { recursive: true });
  expect(observeSwap(volume)).toBe('between');
  expect(failuresOf(await confirmSwap(volume)).map((failure) => failure.split(':')[0])).toEqual(['restore-unsettled']);
  expect(valueOf(await recoverSwap(volume)).state).toBe('none');
  expect(contentOf(volume)).toBe('old');
});

test('half-deleted data of an earlier command are deleted by the next, and never taken for data', async () => {
  const volume = await makeVolume(true);
  cpSync(volume, join(volume, '../.deleting-local.1'), { recursive: true });
  cpSync(volume, join(volume, '../.deleting-local-2.1'), { recursive: true });
  expect(observeSwap(volume)).toBe('none');
  valueOf(await recoverSwap(volume));
  expect(readdirSync(join(volume, '..')).sort()).toEqual(['.deleting-local-2.1', 'local', 'local-2']);
});

test('the folder for new data has the owner and the permissions of the volume', async () => {
  const volume = await makeVolume(true);
  chmodSync(volume, 0o2750);
  if (isRoot) chownSync(volume, 1234, 5678);
  const { mode, uid, gid } = statSync(volume);
  const aside = statSync(valueOf(await openAside(volume)));
  expect({ mode: aside.mode, uid: aside.uid, gid: aside.gid }).toEqual({ mode, uid, gid });
  const fresh = await makeVolume(false);
  expect(statSync(valueOf(await openAside(fresh))).mode & 0o7777).toBe(0o700);
});

test('a volume that is a symbolic link is swapped where it points to', async () => {
  const volume = await makeVolume(true);
  const elsewhere = await tempFolder();
  renameSync(volume, join(elsewhere, 'data'));
  symlinkSync(join(elsewhere, 'data'), volume);
  expect(asideOf(volume)).toBe(join(elsewhere, '.restoring-data'));
  await makeAside(volume);
  valueOf(await swapIn(volume));
  expect(contentOf(volume)).toBe('new');
  valueOf(await revertSwap(volume));
  expect(contentOf(volume)).toBe('old');
  expect(readdirSync(elsewhere)).toEqual(['data']);
});

test('a volume that is a mount point is refused and stays as it is', async ({ skip }) => {
  skip(!isRoot, onlyRoot);
  const volume = await makeVolume(true);
  rmSync(volume, { recursive: true });
  mkdirSync(volume);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', volume]);
  onTestFinished(() => void execFileSync('umount', [volume]));
  fill(volume, 'old');
  await makeAside(volume);
  const [failure] = failuresOf(await swapIn(volume));
  expect(failure).toMatch(/^volume-immovable: the volume .* could not be put in its place: EBUSY/);
  expect(contentOf(volume)).toBe('old');
  expect(observeSwap(volume)).toBe('none');
});
