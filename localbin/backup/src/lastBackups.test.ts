import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lastBackups } from './lastBackups.js';
import { openSet } from './setWriter.js';
import type { SetSummary } from './setSummary.js';
import { localStore } from './stores/localStore.js';
import { writeManySets } from './testing/manySets.js';
import { facts, info, makeSet, noon, options, valueOf, write } from './testing/sets.js';
import { tempFolder } from './testing/tempFolder.js';

function at(day: number): { clock: () => Date } {
  return { clock: () => new Date(Date.UTC(2026, 10, day)) };
}

function factsOf(set: SetSummary, component: string): { set: string; at: string; bytes: number } {
  return { set: set.id, at: set.createdAt, bytes: set.snapshots.find((snapshot) => snapshot.component === component)?.bytes ?? 0 };
}

test('the last backup of a component is the newest sound one in a complete set', async () => {
  const sets = await tempFolder();
  const first = await makeSet(sets, { redis: 'a', timescale: 'b' }, at(1));
  const second = await makeSet(sets, { redis: 'c' }, at(2));
  const third = await makeSet(sets, { redis: 'd' }, at(3));
  writeFileSync(join(sets, third.id, 'manifest.json'), '{}');
  const incomplete = valueOf(await openSet(options(sets, at(4))));
  const sink = incomplete.snapshot('redis', info);
  await write(sink.writer, 'data', 'x');
  valueOf(await sink.finish());
  incomplete.failed('timescale', 'it does not run');
  valueOf(await incomplete.commit(facts));
  expect(lastBackups(sets, ['redis', 'timescale', 'console'])).toEqual(
    new Map([
      ['redis', { ...factsOf(second, 'redis'), verified: null }],
      ['timescale', { ...factsOf(first, 'timescale'), verified: null }],
    ]),
  );
  expect(lastBackups(join(sets, 'missing'), ['redis'])).toEqual(new Map());
});

test('the last verified backup is the newest with a stamp, and a drill counts more than a check', async () => {
  const sets = await tempFolder();
  const first = await makeSet(sets, { redis: 'a', timescale: 'b' }, at(1));
  const second = await makeSet(sets, { redis: 'c', timescale: 'd' }, at(2));
  const third = await makeSet(sets, { redis: 'e', timescale: 'f' }, at(3));
  const time = (hour: number): string => new Date(noon.getTime() + hour * 3_600_000).toISOString();
  const store = localStore(sets);
  valueOf(await store.stamp(first.id, { kind: 'drilled', at: time(1), components: ['redis', 'timescale'] }));
  valueOf(await store.stamp(second.id, { kind: 'verified', at: time(2), components: ['timescale'] }));
  expect(lastBackups(sets, ['redis', 'timescale'])).toEqual(
    new Map([
      ['redis', { ...factsOf(third, 'redis'), verified: { ...factsOf(first, 'redis'), verifiedAt: time(1), how: 'drill' } }],
      ['timescale', { ...factsOf(third, 'timescale'), verified: { ...factsOf(second, 'timescale'), verifiedAt: time(2), how: 'verify' } }],
    ]),
  );
  valueOf(await store.stamp(third.id, { kind: 'drilled', at: time(3), components: ['redis'] }));
  valueOf(await store.stamp(third.id, { kind: 'verified', at: time(4), components: ['redis'] }));
  expect(lastBackups(sets, ['redis']).get('redis')).toEqual({
    ...factsOf(third, 'redis'),
    verified: { ...factsOf(third, 'redis'), verifiedAt: time(3), how: 'drill' },
  });
});

test('a damaged stamp proves nothing', async () => {
  const sets = await tempFolder();
  const { id } = await makeSet(sets, { redis: 'a' }, at(1));
  valueOf(await localStore(sets).stamp(id, { kind: 'verified', at: noon.toISOString(), components: ['redis'] }));
  const path = join(sets, id, 'stamps.json');
  const sound = readFileSync(path);
  const verified = lastBackups(sets, ['redis']).get('redis')?.verified;
  expect(verified?.verifiedAt).toBe(noon.toISOString());
  for (let at = 0; at < sound.length - 1; at++) {
    const flipped = Buffer.from(sound);
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    writeFileSync(path, flipped);
    // White space between the words may change without a word being another.
    expect([null, verified]).toContainEqual(lastBackups(sets, ['redis']).get('redis')?.verified);
    if (!/\s/.test(String.fromCharCode(sound[at] ?? 0))) expect(lastBackups(sets, ['redis']).get('redis')?.verified).toBeNull();
    writeFileSync(path, sound.subarray(0, at));
    expect(lastBackups(sets, ['redis']).get('redis')?.verified).toBeNull();
  }
});

test('among 1,000 sets the last backups are found, also of a component that has none', async () => {
  const sets = await tempFolder();
  const components = ['redis', 'timescale'];
  const verifiedAt = noon.toISOString();
  const stamps = (index: number): object | undefined => (index === 50 ? { verified: { redis: verifiedAt } } : undefined);
  const ids = writeManySets(sets, { count: 1_000, newest: noon, apart: 3_600_000, components, stamps });
  const found = lastBackups(sets, [...components, 'console']);
  expect([...found].map(([name, { set, verified }]) => [name, set, verified?.set])).toEqual([
    ['redis', ids[0], ids[50]],
    ['timescale', ids[0], undefined],
  ]);
});
