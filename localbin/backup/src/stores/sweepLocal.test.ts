import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SetOwner } from '../setOwner.js';
import { openSet } from '../setWriter.js';
import { choose, failuresOf, makeSet, options, valueOf } from '../testing/sets.js';
import { bundled } from '../testing/runBundled.js';
import { tempFolder } from '../testing/tempFolder.js';
import { localStore } from './localStore.js';

async function sweep(setsFolder: string, isOwnerAlive: (owner: SetOwner) => boolean): Promise<readonly string[]> {
  return valueOf(await localStore(setsFolder).sweep(isOwnerAlive));
}

test('what a killed backup left is removed, what a living one writes stays', async () => {
  const temp = await tempFolder();
  const sets = join(temp, 'sets');
  mkdirSync(join(temp, 'volume'));
  writeFileSync(join(temp, 'volume/data'), 'x');
  const earlier = await makeSet(sets, { redis: 'old' });
  const killed = await (await bundled('writerProgram.ts'))(sets, join(temp, 'volume'));
  expect({ signal: killed.signal, stderr: killed.stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
  const left = readdirSync(sets).filter((name) => name.endsWith('.partial'));
  expect(left.length).toBe(1);
  expect(readdirSync(join(sets, left[0] ?? '')).sort()).toEqual(['redis', 'timescale']);
  expect(valueOf(await choose(sets, ['redis'])).id).toBe(earlier.id);
  expect(failuresOf(await choose(sets, ['timescale']))).toEqual([`set-none: ${sets} has no set with a backup of timescale`]);

  const living = valueOf(await openSet(options(sets, { owner: { pid: process.pid, startTime: 'now/then' } })));
  const asked: SetOwner[] = [];
  const isOwnerAlive = (owner: SetOwner): boolean => {
    asked.push(owner);
    return owner.pid === process.pid && owner.startTime === 'now/then';
  };
  expect(await sweep(sets, isOwnerAlive)).toEqual(left);
  expect(asked.map(({ startTime }) => startTime).sort()).toEqual(['child', 'now/then']);
  expect(readdirSync(sets).sort()).toEqual([earlier.id, `${living.id}.partial`, `${living.id}.writer-${process.pid}-bm93L3RoZW4`].sort());
  await living.abort();
  expect(await sweep(join(temp, 'missing'), isOwnerAlive)).toEqual([]);
});

test('a partial set of which nobody knows the writer is removed', async () => {
  const sets = await tempFolder();
  mkdirSync(join(sets, '20261104T000000Z-aaaa.partial/redis'), { recursive: true });
  writeFileSync(join(sets, '20261105T000000Z-aaaa.writer-1-MQ'), '');
  mkdirSync(join(sets, 'other.partial'));
  expect(await sweep(sets, () => false)).toEqual(['20261104T000000Z-aaaa.partial']);
  expect(readdirSync(sets)).toEqual(['other.partial']);
});

test('a set that was removed half way is none, and what is left of it is removed', async () => {
  const sets = await tempFolder();
  const [first, second] = [await makeSet(sets, { redis: 'a' }), await makeSet(sets, { redis: 'b' })];
  renameSync(join(sets, second.id), join(sets, `${second.id}.deleting`));
  rmSync(join(sets, `${second.id}.deleting/manifest.json`));
  writeFileSync(join(sets, `${first.id}.stamping`), '{');
  expect(valueOf(await choose(sets, ['redis'])).id).toBe(first.id);
  expect(await localStore(sets).strangers()).toEqual([]);
  expect((await makeSet(sets, { redis: 'c' })).id > second.id).toBe(true);
  expect(await sweep(sets, () => true)).toEqual([`${first.id}.stamping`, `${second.id}.deleting`]);
  expect(readdirSync(sets).filter((name) => name.includes('.'))).toEqual([]);
});

test('removing starts with what an earlier removal left of the same set', async () => {
  const sets = await tempFolder();
  const { id } = await makeSet(sets, { redis: 'a' });
  mkdirSync(join(sets, `${id}.deleting/redis`), { recursive: true });
  valueOf(await localStore(sets).remove([id]));
  expect(readdirSync(sets)).toEqual([]);
});
