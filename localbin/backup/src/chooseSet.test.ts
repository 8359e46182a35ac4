import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checksumLine } from './checksum.js';
import { lastBackups } from './lastBackups.js';
import { listSets } from './listSets.js';
import { choose, failuresOf, makeSet, valueOf } from './testing/sets.js';
import { tempFolder } from './testing/tempFolder.js';

function at(day: number): { clock: () => Date } {
  return { clock: () => new Date(Date.UTC(2026, 10, day)) };
}

function editManifest(folder: string, edit: (text: string) => string): void {
  const text = edit(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  writeFileSync(join(folder, 'manifest.json'), text);
  writeFileSync(join(folder, 'manifest.json.sha256'), checksumLine(text));
}

test('the newest set with all components is chosen', async () => {
  const sets = await tempFolder();
  const first = await makeSet(sets, { redis: 'a', timescale: 'b' }, at(1));
  const second = await makeSet(sets, { redis: 'c' }, at(2));
  const chosen = valueOf(await choose(sets, ['redis', 'timescale']));
  expect({ id: chosen.id, folder: chosen.folder, notices: chosen.notices }).toEqual({
    id: first.id,
    folder: join(sets, first.id),
    notices: [],
  });
  expect(valueOf(await choose(sets, ['redis'])).id).toBe(second.id);
});

test('a set is named by its id or by the beginning of just one', async () => {
  const sets = await tempFolder();
  const first = await makeSet(sets, { redis: 'a' }, at(1));
  const second = await makeSet(sets, { redis: 'b' }, at(2));
  expect(valueOf(await choose(sets, ['redis'], first.id)).id).toBe(first.id);
  expect(valueOf(await choose(sets, ['redis'], '20261101')).id).toBe(first.id);
  expect(await choose(sets, ['redis'], '2026')).toEqual({
    ok: false,
    diagnostics: [
      {
        severity: 'error',
        code: 'set-ambiguous',
        message: '"2026" may mean any of 2 sets',
        remedy: `Name one of them: ${second.id}, ${first.id}.`,
      },
    ],
  });
  for (const wanted of ['2027', '', '../sets', `${first.id}x`])
    expect(failuresOf(await choose(sets, ['redis'], wanted))).toEqual([
      `set-not-found: there is no set ${JSON.stringify(wanted)} in ${sets}`,
    ]);
  expect(failuresOf(await choose(sets, ['console'], first.id))).toEqual([
    `set-lacks-component: the set ${first.id} holds no backup of console`,
  ]);
});

test('a damaged newest set is refused rather than an older one taken', async () => {
  const sets = await tempFolder();
  const first = await makeSet(sets, { redis: 'a' }, at(1));
  const second = await makeSet(sets, { redis: 'b' }, at(2));
  const folder = join(sets, second.id);
  const expected = (reason: string): object => ({
    ok: false,
    diagnostics: [
      {
        severity: 'error',
        code: 'set-damaged',
        message: `the set ${folder} is damaged: ${reason}`,
        remedy: `To use another set: --set ${first.id}`,
      },
    ],
  });
  const manifest = readFileSync(join(folder, 'manifest.json'));
  writeFileSync(join(folder, 'manifest.json'), manifest.subarray(0, 100));
  expect(await choose(sets, ['redis'])).toEqual(expected('manifest.json does not match its checksum'));
  rmSync(join(folder, 'manifest.json'));
  expect(await choose(sets, ['redis'])).toEqual(expected('manifest.json is missing or cannot be read'));
  writeFileSync(join(folder, 'manifest.json'), manifest);
  rmSync(join(folder, 'manifest.json.sha256'));
  expect(await choose(sets, ['redis'])).toEqual(expected('manifest.json.sha256 is missing or cannot be read'));
  expect(valueOf(await choose(sets, ['redis'], first.id)).id).toBe(first.id);
});

test('sets of another environment or of a newer format are refused, those of another workspace are announced', async () => {
  const sets = await tempFolder();
  const first = await makeSet(sets, { redis: 'a' }, { ...at(1), workspace: 'other' });
  expect(valueOf(await choose(sets, ['redis'])).notices).toEqual([`the set ${first.id} comes from the workspace other, this is dust`]);
  const second = await makeSet(sets, { redis: 'b' }, { ...at(2), environment: 'staging' });
  expect(failuresOf(await choose(sets, ['redis']))).toEqual([
    `set-foreign: the set ${join(sets, second.id)} was made in the environment staging, not in local`,
  ]);
  rmSync(join(sets, second.id), { recursive: true });
  const third = await makeSet(sets, { redis: 'c' }, at(3));
  editManifest(join(sets, third.id), (text) => text.replace('"formatVersion": 1', '"formatVersion": 2'));
  expect(failuresOf(await choose(sets, ['redis']))).toEqual([
    `set-format-unknown: the set ${join(sets, third.id)} has format version 2; this program reads version 1`,
  ]);
});

test('a manifest that is not as it must be is refused although its checksum is right', async () => {
  const sets = await tempFolder();
  const set = await makeSet(sets, { redis: 'a' }, at(1));
  const edits: [string, string][] = [
    ['"complete": true', '"complete": false'],
    ['"redis/data.gz"', '"../../../etc/passwd"'],
    ['"redis/data.gz"', '"timescale/data.gz"'],
    ['"name": "data"', '"name": "other"'],
    ['"component": "redis"', '"component": "../redis"'],
    ['"method": "hook"', '"method": "volume"'],
    ['"formatVersion": 1,', ''],
    ['"environment": "local"', '"environment": "local", "more": 1'],
    ['{', '['],
  ];
  const folder = join(sets, set.id);
  const sound = readFileSync(join(folder, 'manifest.json'), 'utf8');
  for (const [from, to] of edits) {
    editManifest(folder, () => sound.replace(from, to));
    const result = await choose(sets, ['redis']);
    expect(result.ok ? 'accepted' : result.diagnostics.map(({ code }) => code)).toEqual(['set-damaged']);
  }
});

test('no sets is a diagnostic for a restore and an empty list otherwise', async () => {
  const sets = join(await tempFolder(), 'missing');
  expect(failuresOf(await choose(sets, ['redis']))).toEqual([`set-none: ${sets} has no set with a backup of redis`]);
  expect(await listSets(sets)).toEqual({ sets: [], diagnostics: [] });
  expect(lastBackups(sets, ['redis'])).toEqual(new Map());
});

test('sets are listed with the newest first, and what is no set is reported', async () => {
  const sets = await tempFolder();
  const first = await makeSet(sets, { redis: 'a', timescale: 'b' }, at(1));
  const second = await makeSet(sets, { redis: 'c' }, at(2));
  mkdirSync(join(sets, '20261103T000000Z-aaaa'));
  mkdirSync(join(sets, '20261104T000000Z-aaaa.partial'));
  writeFileSync(join(sets, '20261104T000000Z-aaaa.writer-1-MQ'), '');
  writeFileSync(join(sets, 'notes.txt'), '');
  expect(await listSets(sets)).toEqual({
    sets: [second, first],
    diagnostics: [
      { severity: 'warning', code: 'set-unknown', message: `${sets}/notes.txt is not a set` },
      {
        severity: 'warning',
        code: 'set-damaged',
        message: `the set ${sets}/20261103T000000Z-aaaa is damaged: manifest.json is missing or cannot be read`,
      },
    ],
  });
});

test('the last backup of a component is the newest sound one', async () => {
  const sets = await tempFolder();
  const first = await makeSet(sets, { redis: 'a', timescale: 'b' }, at(1));
  const second = await makeSet(sets, { redis: 'c' }, at(2));
  const third = await makeSet(sets, { redis: 'd' }, at(3));
  writeFileSync(join(sets, third.id, 'manifest.json'), '{}');
  const bytes = (set: typeof first, name: string): number | undefined => set.snapshots.find(({ component }) => component === name)?.bytes;
  expect(lastBackups(sets, ['redis', 'timescale', 'console'])).toEqual(
    new Map([
      ['redis', { set: second.id, at: '2026-11-02T00:00:00.000Z', bytes: bytes(second, 'redis'), verifiedAt: null }],
      ['timescale', { set: first.id, at: '2026-11-01T00:00:00.000Z', bytes: bytes(first, 'timescale'), verifiedAt: null }],
    ]),
  );
});

test('among 200 sets the last backups are found in a few milliseconds, also of a component that has none', async () => {
  const sets = await tempFolder();
  const { id } = await makeSet(sets, { redis: 'a', timescale: 'b' }, at(1));
  const manifest = readFileSync(join(sets, id, 'manifest.json'), 'utf8');
  for (let count = 0; count < 200; count++) {
    const copy = `20261102T000${String(count).padStart(3, '0')}Z-aaaa`;
    mkdirSync(join(sets, copy, 'redis'), { recursive: true });
    mkdirSync(join(sets, copy, 'timescale'));
    writeFileSync(join(sets, copy, 'manifest.json'), manifest.replace(id, copy));
    writeFileSync(join(sets, copy, 'manifest.json.sha256'), checksumLine(manifest.replace(id, copy)));
  }
  const time = (components: string[]): number => {
    const times = Array.from({ length: 15 }, () => {
      const since = performance.now();
      expect(lastBackups(sets, components).size).toBe(2);
      return performance.now() - since;
    });
    return Math.min(...times);
  };
  const [found, none] = [time(['redis', 'timescale']), time(['redis', 'timescale', 'console'])];
  console.log(`last backups among 200 sets: ${found.toFixed(2)} ms, with a component that has none ${none.toFixed(2)} ms`);
  expect(none).toBeLessThan(20);
});
