import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noStamps } from '../setStamps.js';
import { localStore } from '../stores/localStore.js';
import { makeSet, noon, valueOf } from '../testing/sets.js';
import { tempFolder } from '../testing/tempFolder.js';
import { takeInventory } from './inventory.js';

function at(day: number): { clock: () => Date } {
  return { clock: () => new Date(Date.UTC(2026, 10, day)) };
}

test('without a folder there are no sets', async () => {
  const sets = join(await tempFolder(), 'missing');
  expect(await takeInventory(localStore(sets))).toEqual({ ok: true, value: { sets: [], unreadable: [], strangers: [] } });
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
  expect(await takeInventory(localStore(sets))).toEqual({
    ok: true,
    value: {
      sets: [
        { ...second, consistency: { kind: 'component' } },
        { ...first, consistency: { kind: 'component' }, stamps: { verified: {}, drilled: { redis: time }, pinned: null } },
      ],
      unreadable: [
        {
          id: '20261103T000000Z-aaaa',
          diagnostic: {
            severity: 'warning',
            code: 'set-damaged',
            message: `the set 20261103T000000Z-aaaa in ${sets} is damaged: manifest.json is missing or cannot be read`,
          },
          stamps: noStamps,
        },
      ],
      strangers: [{ severity: 'warning', code: 'set-unknown', message: `${sets}/notes.txt is not a set` }],
    },
  });
});

test('a folder that cannot be read is a diagnostic', async () => {
  const file = join(await tempFolder(), 'sets');
  writeFileSync(file, 'a file');
  const listed = await takeInventory(localStore(file));
  expect(listed.ok ? [] : listed.diagnostics.map(({ code }) => code)).toEqual(['store-unreadable']);
});
