import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '@dust-workspace/component';
import { expect, test } from 'vitest';
import { checkSnapshot } from './checkSnapshot.js';
import { chooseSet } from './chooseSet.js';
import type { Compression } from './compression.js';
import { chooseCompression } from './compression.js';
import type { SetSummary } from './setSummary.js';
import { openSet } from './setWriter.js';
import { localStore } from './stores/localStore.js';
import type { Store } from './stores/store.js';
import { fault, faultyStore } from './testing/faultyStore.js';
import { facts, info, makeSet, options, valueOf, write } from './testing/sets.js';
import { tempFolder } from './testing/tempFolder.js';

const methods: readonly Compression[] = [chooseCompression({ processEnv: process.env }), { method: 'gzip' }, { method: 'none' }];

/** What a backup does: a hook's files, a copy of a volume and an environment file, given up where the last of them is not stored. */
async function backUp(store: Store, volume: string, compression: Compression): Promise<Result<SetSummary>> {
  const opened = await openSet(options('', { store, compression }));
  if (!opened.ok) return opened;
  const set = opened.value;
  const sink = set.snapshot('timescale', info);
  const hook = (async () => {
    await write(sink.writer, 'globals.sql', 'create role;');
    await write(sink.writer, 'metrics.dump', randomBytes(300_000));
    sink.writer.record([{ kind: 'table', name: 'metrics' }]);
  })();
  const finished = hook.catch(() => undefined).then(() => sink.finish());
  await Promise.all([finished, set.volume('redis', volume, info)]);
  await set.environmentFile('.env.local.crypt', Buffer.from('secret'));
  return set.commit(facts);
}

for (const compression of methods)
  test(`whichever write of a store fails, no set looks complete that is not (${compression.method})`, { timeout: 120_000 }, async () => {
    const temp = await tempFolder();
    const [sets, volume] = [join(temp, 'sets'), join(temp, 'volume')];
    mkdirSync(volume);
    writeFileSync(join(volume, 'dump.rdb'), randomBytes(200_000));
    const earlier = await makeSet(sets, { redis: 'old', timescale: 'old' });
    const outcomes = new Set<string>();
    for (let failAt = 1; ; failAt++) {
      const local = localStore(sets);
      const { store, writes } = faultyStore(local, failAt);
      const result = await backUp(store, volume, compression);
      if (writes() < failAt) {
        expect(valueOf(result).complete).toBe(true);
        break;
      }
      outcomes.add(result.ok ? `incomplete: ${result.value.failures.map(({ component }) => component).join()}` : 'no set');
      if (!result.ok) expect(result.diagnostics).toEqual([fault]);
      const ids = valueOf(await local.ids());
      expect(ids.length).toBe(result.ok ? 2 : 1);
      expect(readdirSync(sets).sort()).toEqual([...ids].sort());
      const base = { store: local, workspace: 'dust', environment: 'local' };
      expect(valueOf(await chooseSet({ ...base, components: ['redis', 'timescale'] })).id).toBe(earlier.id);
      if (!result.ok) continue;
      expect(result.value.failures.map(({ reason }) => reason)).toEqual([fault.message]);
      for (const { component } of result.value.snapshots) {
        const chosen = valueOf(await chooseSet({ ...base, components: [component], wanted: result.value.id, incomplete: true }));
        valueOf(await checkSnapshot(chosen, component));
      }
      valueOf(await local.remove([result.value.id]));
    }
    expect([...outcomes].sort()).toEqual([
      'incomplete: env.files/.env.local.crypt',
      'incomplete: redis',
      'incomplete: timescale',
      'no set',
    ]);
  });
