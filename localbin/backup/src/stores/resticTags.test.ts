import { expect, test } from 'vitest';
import type { ResticPart } from './resticTags.js';
import { partOf, resticFileName, tagsOf } from './resticTags.js';

const id = '20261121T120000Z-k3fp';
const at = '2026-11-21T12:30:00.000Z';
const file: ResticPart = {
  kind: 'file',
  path: 'env.files/a, b/ünïcødé %2C=x',
  owner: { pid: 42, startTime: '9/7, %41\n' },
  isEmpty: false,
};
const manifest: ResticPart = {
  kind: 'manifest',
  checksum: `${'ab'.repeat(32)}  manifest.json\n`,
  without: ['c'.repeat(64), 'd'.repeat(64)],
};
const stamp: ResticPart = { kind: 'stamp', number: 7, change: { kind: 'verified', at, components: ['redis', 'timescale'] } };

test('tags say what a snapshot is, and survive commas and white space', () => {
  expect(tagsOf('local', id, file)).toEqual([
    'dsw',
    'dsw.environment=local',
    `dsw.set=${id}`,
    'dsw.kind=file',
    'dsw.path=env.files/a%2C%20b/ünïcødé%20%252C=x',
    'dsw.owner=42/9/7%2C%20%2541%0A',
  ]);
  const parts: ResticPart[] = [
    file,
    { ...file, isEmpty: true },
    manifest,
    { ...manifest, without: [] },
    stamp,
    { kind: 'stamp', number: 1, change: { kind: 'pinned', pin: { at, reason: '"why", 名前' } } },
    { kind: 'stamp', number: 2, change: { kind: 'pinned', pin: null } },
  ];
  for (const part of parts) expect(partOf(tagsOf('local', id, part))).toEqual({ id, part });
});

test('tags of others, or of a later version, are no part of a set', () => {
  const tags = tagsOf('local', id, file);
  expect(partOf([])).toBeUndefined();
  expect(partOf(['mine'])).toBeUndefined();
  for (const [from, to] of [
    [`dsw.set=${id}`, 'dsw.set=../up'],
    ['dsw.kind=file', 'dsw.kind=delta'],
    ['dsw.owner=42', 'dsw.owner=nobody'],
    ['dsw.path=env.files', 'dsw.path=../env.files'],
    ['dsw.path=env.files', 'dsw.path=%E0%A4%A'],
  ] as const)
    expect(partOf(tags.map((tag) => tag.replace(from, to))), to).toBeUndefined();
  const broken = tagsOf('local', id, stamp).map((tag) => tag.replace('verified', 'blessed'));
  expect(partOf(broken)).toBeUndefined();
});

test('the content of a part has a name without folders', () => {
  const long: ResticPart = { ...file, path: 'env.files/platform/timescale/.env.local.crypt' };
  expect([long, manifest, stamp].map((part) => resticFileName(id, part))).toEqual([
    `/${id}.env.files.platform.timescale..env.local.crypt`,
    `/${id}.manifest.json`,
    `/${id}.stamp-7.json`,
  ]);
});
