import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listSets } from './listSets.js';
import { localStore } from './stores/localStore.js';
import { makeSet, noon, valueOf } from './testing/sets.js';
import { writeManySets } from './testing/manySets.js';
import { tempFolder } from './testing/tempFolder.js';

function at(day: number): { clock: () => Date } {
  return { clock: () => new Date(Date.UTC(2026, 10, day)) };
}

test('without a folder there are no sets', async () => {
  const sets = join(await tempFolder(), 'missing');
  expect(await listSets(localStore(sets))).toEqual({ ok: true, value: { sets: [], diagnostics: [] } });
});

test('sets are listed with the newest first and what was learnt of them, and what is no set is reported', async () => {
  const sets = await tempFolder();
  const first = await makeSet(sets, { redis: 'a', timescale: 'b' }, at(1));
  const second = await makeSet(sets, { redis: 'c' }, at(2));
  mkdirSync(join(sets, '20261103T000000Z-aaaa'));
  mkdirSync(join(sets, '20261104T000000Z-aaaa.partial'));
  writeFileSync(join(sets, '20261104T000000Z-aaaa.writer-1-MQ'), '');
  writeFileSync(join(sets, 'notes.txt'), '');
  const time = noon.toISOString();
  valueOf(await localStore(sets).stamp(first.id, { kind: 'drilled', at: time, components: ['redis'] }));
  expect(await listSets(localStore(sets))).toEqual({
    ok: true,
    value: {
      sets: [second, { ...first, stamps: { verified: {}, drilled: { redis: time }, pinned: null } }],
      diagnostics: [
        { severity: 'warning', code: 'set-unknown', message: `${sets}/notes.txt is not a set` },
        {
          severity: 'warning',
          code: 'set-damaged',
          message: `the set 20261103T000000Z-aaaa in ${sets} is damaged: manifest.json is missing or cannot be read`,
        },
      ],
    },
  });
});

test('a folder that cannot be read is a diagnostic', async () => {
  const file = join(await tempFolder(), 'sets');
  writeFileSync(file, 'a file');
  const listed = await listSets(localStore(file));
  expect(listed.ok ? [] : listed.diagnostics.map(({ code }) => code)).toEqual(['store-unreadable']);
});

test('1,000 sets are listed in a fraction of a second', { timeout: 60_000 }, async () => {
  const sets = await tempFolder();
  const components = ['redis', 'timescale', 'store'];
  writeManySets(sets, { count: 1_000, newest: noon, apart: 3_600_000, components, stamps: (index) => (index % 3 === 0 ? {} : undefined) });
  const since = performance.now();
  const listed = valueOf(await listSets(localStore(sets)));
  const took = performance.now() - since;
  console.log(`listing 1,000 sets: ${took.toFixed(0)} ms`);
  expect(listed.sets.length).toBe(1_000);
  expect(took).toBeLessThan(1_000);
});
