import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { checkSnapshot } from '../checkSnapshot.js';
import { chooseSet } from '../chooseSet.js';
import { checkEnvironmentFiles } from '../environmentFiles.js';
import { extractVolume } from '../extractVolume.js';
import { takeInventory } from '../retention/inventory.js';
import { readSnapshot } from '../readSnapshot.js';
import { openSet } from '../setWriter.js';
import { describeTree } from '../testing/describeTree.js';
import { makeTree } from '../testing/makeTree.js';
import { makeRepository, patience, storeOptions } from '../testing/resticForTests.js';
import { facts, failuresOf, info, noon, options, valueOf, write } from '../testing/sets.js';
import { tempFolder } from '../testing/tempFolder.js';
import { lastKnownBackups } from './lastKnownBackups.js';
import { resticStore } from './resticStore.js';

vi.setConfig(patience);

test('a set of hook, volume and environment files goes into a repository, is checked there and comes back', async () => {
  const temp = await tempFolder();
  const cache = join(temp, 'cache');
  makeRepository(join(temp, 'repository'));
  mkdirSync(join(temp, 'volume'));
  makeTree(join(temp, 'volume'));
  const store = resticStore(storeOptions(join(temp, 'repository'), cache));
  const set = valueOf(await openSet(options('', { store })));
  const broken = set.snapshot('qdrant', info);
  broken.writer.file('data').write('half of it');
  await broken.abort();
  const sink = set.snapshot('timescale', info);
  await write(sink.writer, 'metrics.dump', Buffer.alloc(3_000_000, 'row'));
  await write(sink.writer, 'empty', '');
  valueOf(await sink.finish());
  valueOf(await set.volume('redis', join(temp, 'volume'), info));
  valueOf(await set.environmentFile('platform/redis/.env.local.crypt', Buffer.from('secret')));
  const summary = valueOf(await set.commit({ ...facts, order: ['redis', 'timescale'] }));
  expect([summary.complete, summary.failures.map(({ component }) => component)]).toEqual([false, ['qdrant']]);

  const elsewhere = resticStore(storeOptions(join(temp, 'repository'), `${cache}-elsewhere`));
  const components = ['redis', 'timescale'];
  const choice = { store: elsewhere, workspace: 'dust', environment: 'local', components, wanted: summary.id, incomplete: true };
  const chosen = valueOf(await chooseSet(choice));
  for (const component of components) expect(failuresOf(await checkSnapshot(chosen, component))).toEqual([]);
  expect(failuresOf(await checkEnvironmentFiles(chosen))).toEqual([]);
  valueOf(await extractVolume(chosen, 'redis', join(temp, 'restored')));
  expect(describeTree(join(temp, 'restored'))).toEqual(describeTree(join(temp, 'volume')));
  expect(valueOf(await takeInventory(elsewhere)).sets).toEqual([{ ...summary, consistency: chosen.manifest.consistency }]);

  const whole = valueOf(await openSet(options('', { store })));
  const again = whole.snapshot('timescale', info);
  // More than any buffer on the way holds, in pieces as pg_dump writes them.
  const large = randomBytes(6_000_000);
  const pieces = Array.from({ length: 667 }, (_, index) => large.subarray(index * 9_000, (index + 1) * 9_000));
  await pipeline(Readable.from(pieces), again.writer.file('metrics.dump'));
  valueOf(await again.finish());
  const { id } = valueOf(await whole.commit({ ...facts, order: ['timescale'] }));
  const newest = valueOf(await chooseSet({ ...choice, components: ['timescale'], wanted: id }));
  expect(failuresOf(await checkSnapshot(newest, 'timescale'))).toEqual([]);
  expect(await buffer(readSnapshot(newest, 'timescale').file('metrics.dump'))).toEqual(large);
  expect([...lastKnownBackups(cache, ['redis', 'timescale']).entries()]).toEqual([
    ['timescale', { set: id, at: noon.toISOString(), bytes: expect.any(Number), verified: null }],
  ]);
});
