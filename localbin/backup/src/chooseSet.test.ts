import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checksumLine } from './checksum.js';
import { chooseSet } from './chooseSet.js';
import type { SetSummary } from './setSummary.js';
import { openSet } from './setWriter.js';
import { localStore } from './stores/localStore.js';
import { choose, facts, failuresOf, info, makeSet, options, valueOf, write } from './testing/sets.js';
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
  expect({ id: chosen.id, notices: chosen.notices }).toEqual({ id: first.id, notices: [] });
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
        message: `the set ${second.id} in ${sets} is damaged: ${reason}`,
        remedy: `To use another set: --set ${first.id}`,
      },
    ],
  });
  const manifest = readFileSync(join(folder, 'manifest.json'));
  writeFileSync(join(folder, 'manifest.json'), manifest.subarray(0, 100));
  expect(await choose(sets, ['redis'])).toEqual(expected('manifest.json does not match its checksum, manifest.json.sha256'));
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
    `set-foreign: the set ${second.id} was made in the environment staging, not in local`,
  ]);
  rmSync(join(sets, second.id), { recursive: true });
  const third = await makeSet(sets, { redis: 'c' }, at(3));
  editManifest(join(sets, third.id), (text) => text.replace('"formatVersion": 2', '"formatVersion": 3'));
  expect(failuresOf(await choose(sets, ['redis']))).toEqual([
    `set-format-unknown: the set ${third.id} in ${sets} has format version 3; this program reads versions up to 2`,
  ]);
});

function environmentFile(name: string, path: string): object {
  const sum = 'a'.repeat(64);
  return { name, path, compression: 'none', bytes: 0, sha256: sum, contentBytes: 0, contentSha256: sum };
}

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
    ['"formatVersion": 2,', ''],
    ['"compression": "gzip"', '"compression": "none"'],
    ['"order": [\n    "redis"\n  ]', '"order": []'],
    ['"environmentFiles": []', `"environmentFiles": [${JSON.stringify(environmentFile('../.env', 'env.files/../.env'))}]`],
    ['"environmentFiles": []', `"environmentFiles": [${JSON.stringify(environmentFile('.env', 'redis/data.gz'))}]`],
    ['"commit": null', '"commit": "main"'],
    ['"environment": "local"', '"environment": "local", "more": 1'],
    ['{', '['],
  ];
  const folder = join(sets, set.id);
  const sound = readFileSync(join(folder, 'manifest.json'), 'utf8');
  for (const [from, to] of edits) {
    expect(sound).toContain(from);
    editManifest(folder, () => sound.replace(from, to));
    const result = await choose(sets, ['redis']);
    expect([to, result.ok ? 'accepted' : result.diagnostics.map(({ code }) => code)]).toEqual([to, ['set-damaged']]);
  }
});

test('without sets there is none to choose', async () => {
  const sets = join(await tempFolder(), 'missing');
  expect(failuresOf(await choose(sets, ['redis']))).toEqual([`set-none: ${sets} has no set with a backup of redis`]);
});

async function makeIncomplete(sets: string, day: number): Promise<SetSummary> {
  const set = valueOf(await openSet(options(sets, at(day))));
  const sink = set.snapshot('redis', info);
  await write(sink.writer, 'data', 'x');
  valueOf(await sink.finish());
  set.failed('timescale', 'pg_dump exited with 1');
  return valueOf(await set.commit(facts));
}

test('an incomplete set is passed over with a notice, and taken only when that is asked for', async () => {
  const sets = await tempFolder();
  const base = { store: localStore(sets), workspace: 'dust', environment: 'local', components: ['redis'] };
  const failed = 'timescale failed (pg_dump exited with 1)';
  const first = await makeIncomplete(sets, 1);
  expect(failuresOf(await chooseSet(base))).toEqual([
    `set-none: ${sets} has no complete set with a backup of redis; the newer set ${first.id} is incomplete and was passed over: ${failed}`,
  ]);
  expect((await chooseSet({ ...base, incomplete: true })).ok).toBe(false);
  expect(valueOf(await chooseSet({ ...base, wanted: first.id, incomplete: true })).id).toBe(first.id);

  const second = await makeSet(sets, { redis: 'a' }, at(2));
  const third = await makeIncomplete(sets, 3);
  const chosen = valueOf(await chooseSet(base));
  expect({ id: chosen.id, notices: chosen.notices }).toEqual({
    id: second.id,
    notices: [`the newer set ${third.id} is incomplete and was passed over: ${failed}`],
  });
  expect(await chooseSet({ ...base, wanted: third.id })).toEqual({
    ok: false,
    diagnostics: [
      {
        severity: 'error',
        code: 'set-incomplete',
        message: `the set ${third.id} is incomplete: ${failed}`,
        remedy: `To use what it holds: --force. To use another set: --set ${second.id}`,
      },
    ],
  });
  expect(valueOf(await chooseSet({ ...base, wanted: third.id, incomplete: true })).id).toBe(third.id);
  expect(failuresOf(await chooseSet({ ...base, components: ['timescale'], wanted: third.id, incomplete: true }))).toEqual([
    `set-lacks-component: the set ${third.id} holds no backup of timescale`,
  ]);
});
