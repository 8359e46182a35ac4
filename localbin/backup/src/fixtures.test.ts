import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkSnapshot } from './checkSnapshot.js';
import type { ChosenSet } from './chooseSet.js';
import { chooseSet } from './chooseSet.js';
import { checkEnvironmentFiles, readEnvironmentFile } from './environmentFiles.js';
import { extractVolume } from './extractVolume.js';
import { takeInventory } from './retention/inventory.js';
import { readSnapshot } from './readSnapshot.js';
import { snapshotContents } from './snapshotContents.js';
import { localStore } from './stores/localStore.js';
import { contentOf, valueOf } from './testing/sets.js';
import { tempFolder } from './testing/tempFolder.js';
import { volumeContents } from './volumeContents.js';

/** Sets as earlier versions wrote them. They are never made anew: whatever changes, they must be read, checked and restored as they are. */
const store = localStore(join(import.meta.dirname, '../fixtures/sets'));
const sets = { version1: '20260901T100000Z-dddd', zstd: '20261121T100000Z-ssss', gzip: '20261121T110000Z-6666' };

async function chosen(id: string): Promise<ChosenSet> {
  const choice = { store, workspace: 'dust', environment: 'local', components: ['redis', 'timescale'] };
  return valueOf(await chooseSet({ ...choice, wanted: id, incomplete: true }));
}

const dump = '41f0bc044de91dba3ca18bb4067af1c5b9a4250a9ff682c91f2a744a5fbca8af';
const volume = [
  { kind: 'folder', name: 'appendonlydir', value: '0750' },
  {
    kind: 'file',
    name: 'appendonlydir/appendonly.aof.manifest',
    value: '0644, 7 bytes',
    digest: '5f5d584c5857d85af911ade1b2ae7cb593c17654282091f3ace31efd9e951360',
  },
  { kind: 'file', name: 'dump.rdb', value: '0640, 19 bytes', digest: dump },
  { kind: 'link', name: 'latest', value: 'dump.rdb' },
  {
    kind: 'file',
    name: 'odd-%FF',
    value: '0644, 3 bytes',
    digest: '990cb8ebd0afb7150da453a213036a92f2c05e091df0d803e62d257ea7796c27',
  },
  { kind: 'file', name: 'second-name', value: '0640, 19 bytes', digest: dump },
];

for (const [kind, id] of Object.entries(sets))
  test(`a set of the past is read, checked and unpacked (${kind})`, async () => {
    const set = await chosen(id);
    for (const component of ['redis', 'timescale']) valueOf(await checkSnapshot(set, component));
    valueOf(await checkEnvironmentFiles(set));
    const reader = readSnapshot(set, 'timescale');
    expect({ files: reader.files, ours: reader.ours }).toEqual({
      files: ['globals.sql', 'metrics.dump'],
      ours: ['dsw-initialised.json', ...(kind === 'version1' ? [] : ['dsw-contents.json'])],
    });
    expect(String(await contentOf(reader.file('globals.sql')))).toBe('CREATE ROLE reader;\n');
    expect(String(await contentOf(reader.file('dsw-initialised.json')))).toBe('{"hash":"abc"}\n');
    const metrics = await contentOf(reader.file('metrics.dump'));
    expect(createHash('sha256').update(metrics).digest('hex')).toBe('4e80043f0ffe8adf44dde787a10fb3260d75a5090ed125f3ab06946b43c7a8e4');
    expect(reader.diagnostics()).toEqual([]);
    const into = join(await tempFolder(), 'volume');
    valueOf(await extractVolume(set, 'redis', into));
    expect(await volumeContents(into, { digest: true })).toEqual(volume);
  });

test('sets of version 2 say what they hold', async () => {
  for (const id of [sets.zstd, sets.gzip]) {
    const set = await chosen(id);
    expect(valueOf(await snapshotContents(set, 'redis'))).toEqual(volume);
    expect(valueOf(await snapshotContents(set, 'timescale'))).toEqual([
      { kind: 'table', name: 'public.measurements', count: 24, digest: 'c0ffee' },
      { kind: 'sequence', name: 'public.measurements_id_seq', value: '24', upTo: '26' },
      { kind: 'keys', name: 'with a time to live', count: 3, until: '2026-11-22T00:00:00.000Z' },
    ]);
    const secrets = valueOf(await readEnvironmentFile(set, 'platform/timescale/.env.local.crypt'));
    expect(String(secrets)).toBe('-----BEGIN CMS-----\nnothing secret\n-----END CMS-----\n');
  }
});

test('a set of version 1 is told in the terms of version 2', async () => {
  const set = await chosen(sets.version1);
  const { snapshots, ...told } = set.manifest;
  expect(told).toEqual({
    formatVersion: 1,
    id: sets.version1,
    createdAt: '2026-09-01T10:00:00.000Z',
    finishedAt: '2026-09-01T10:00:00.000Z',
    workspace: 'dust',
    environment: 'local',
    commit: null,
    complete: true,
    failures: [],
    consistency: { kind: 'component' },
    order: ['redis', 'timescale'],
    plan: [],
    environmentFiles: [],
  });
  expect(
    snapshots.map(({ component, method, engine, files }) => ({ component, method, engine, paths: files.map(({ path }) => path) })),
  ).toEqual([
    { component: 'redis', method: 'volume', engine: undefined, paths: ['redis/volume.tar.gz'] },
    {
      component: 'timescale',
      method: 'hook',
      engine: { name: 'postgresql', version: '15.14' },
      paths: ['timescale/globals.sql.gz', 'timescale/metrics.dump.gz', 'timescale/dsw-initialised.json.gz'],
    },
  ]);
  expect(valueOf(await snapshotContents(set, 'timescale'))).toBeUndefined();
});

test('the newest complete set is chosen among all versions', async () => {
  const listed = valueOf(await takeInventory(store));
  expect(listed.sets.map(({ id, complete }) => [id, complete])).toEqual([
    [sets.gzip, false],
    [sets.zstd, true],
    [sets.version1, true],
  ]);
  const choice = { store, workspace: 'dust', environment: 'local', components: ['timescale'] };
  expect(valueOf(await chooseSet(choice)).id).toBe(sets.zstd);
});
