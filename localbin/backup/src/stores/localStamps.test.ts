import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { damagedStamps, noStamps } from '../setStamps.js';
import { makeSet, valueOf } from '../testing/sets.js';
import { tempFolder } from '../testing/tempFolder.js';
import { localStore } from './localStore.js';

test('a set whose stamps are damaged may have been pinned, and stays so until somebody says otherwise', async () => {
  const sets = await tempFolder();
  const { id } = await makeSet(sets, { redis: 'data' });
  const store = localStore(sets);
  expect(await store.stamps(id)).toEqual(noStamps);
  const at = '2026-11-21T12:00:00.000Z';
  valueOf(await store.stamp(id, { kind: 'drilled', at, components: ['redis'] }));
  const file = join(sets, id, 'stamps.json');
  truncateSync(file, 20);
  expect(await store.stamps(id)).toEqual(damagedStamps);
  valueOf(await store.stamp(id, { kind: 'verified', at, components: ['redis'] }));
  expect(await store.stamps(id)).toEqual({ ...damagedStamps, verified: { redis: at } });
  valueOf(await store.stamp(id, { kind: 'pinned', pin: null }));
  expect(await store.stamps(id)).toEqual({ verified: { redis: at }, drilled: {}, pinned: null });
  writeFileSync(file, '{}');
  expect(await store.stamps(id)).toEqual(damagedStamps);
});
