import { expect, test } from 'vitest';
import { noStamps } from '../setStamps.js';
import { listingOf } from './resticListing.js';
import type { ResticPart, ResticSnapshot } from './resticTags.js';
import { tagsOf } from './resticTags.js';
import { sweepable } from './sweepRestic.js';

const [old, recent] = ['20261121T120000Z-aaaa', '20261122T120000Z-bbbb'];
const owner = { pid: 42, startTime: '9' };
const now = new Date('2026-11-23T12:00:00.000Z');
const everybody = { host: 'here', now, isOwnerAlive: () => true };
const nobody = { ...everybody, isOwnerAlive: () => false };

let numbers = 0;

function snapshot(id: string, part: ResticPart, overrides: Partial<ResticSnapshot> = {}): ResticSnapshot {
  const name = String(++numbers).padStart(64, '0');
  return { id: name, time: now.toISOString(), hostname: 'here', paths: ['/x'], tags: tagsOf('local', id, part), ...overrides };
}

function file(path: string): ResticPart {
  return { kind: 'file', path, owner, isEmpty: false };
}

const manifest: ResticPart = { kind: 'manifest', checksum: 'sum', without: [] };

test('a set is what has a manifest, the newest first', () => {
  const listing = listingOf(
    [snapshot(old, file('redis/a')), snapshot(old, manifest), snapshot(recent, manifest), snapshot(recent, file('redis/b'))],
    'it',
  );
  expect([...listing.sets].map(([id, { files, stamps }]) => [id, [...files.keys()], stamps])).toEqual([
    [recent, ['redis/b'], noStamps],
    [old, ['redis/a'], noStamps],
  ]);
  expect(listing.unfinished).toEqual([]);
  expect(listing.strangers).toEqual([]);
});

test('stamps count in the order of their numbers, whatever the clocks said', () => {
  const pin = { at: '2026-11-21T12:30:00.000Z', reason: '' };
  const stamps = [
    snapshot(old, { kind: 'stamp', number: 2, change: { kind: 'pinned', pin: null } }, { time: '2026-11-01T00:00:00Z' }),
    snapshot(old, { kind: 'stamp', number: 1, change: { kind: 'pinned', pin } }, { time: '2026-11-09T00:00:00Z' }),
  ];
  const set = listingOf([snapshot(old, manifest), ...stamps], 'it').sets.get(old);
  expect([set?.stamps, set?.nextStamp]).toEqual([noStamps, 3]);
});

test('files that were given up but kept by restic are no files of the set, and are swept', async () => {
  const [given, kept] = [snapshot(old, file('redis/a')), snapshot(old, file('redis/b'))];
  const listing = listingOf([given, kept, snapshot(old, { ...manifest, without: [given.id] })], 'it');
  expect([...(listing.sets.get(old)?.files.keys() ?? [])]).toEqual(['redis/b']);
  expect(await sweepable(listing, everybody)).toEqual({ snapshots: [given.id], names: [`${old} (files that were given up)`] });
});

test('what is left of a writer who died is swept, with the stamps of what is no set any more', async () => {
  const left = [snapshot(old, file('redis/a')), snapshot(old, file('redis/b'))];
  const stamp = snapshot(recent, { kind: 'stamp', number: 1, change: { kind: 'pinned', pin: null } });
  const listing = listingOf([...left, stamp], 'it');
  expect(await sweepable(listing, nobody)).toEqual({
    snapshots: [stamp.id, ...left.map(({ id }) => id)],
    names: [`${recent} (unfinished)`, `${old} (unfinished)`],
  });
  expect(await sweepable(listing, everybody)).toEqual({ snapshots: [stamp.id], names: [`${recent} (unfinished)`] });
});

test('an unfinished set of another machine counts as being written until its newest file is a day old', async () => {
  const at = (time: string): ResticSnapshot => snapshot(old, file('redis/a'), { hostname: 'elsewhere', time });
  const [yesterday, before] = [at('2026-11-22T12:00:00.001Z'), at('2026-11-22T11:59:59.000Z')];
  expect((await sweepable(listingOf([yesterday, before], 'it'), nobody)).snapshots).toEqual([]);
  expect((await sweepable(listingOf([before], 'it'), everybody)).snapshots).toEqual([before.id]);
});

test('snapshots with tags that nobody understands are strangers', () => {
  const stranger = snapshot(old, manifest, { tags: ['dsw.environment=local', 'dsw.kind=delta'] });
  expect(listingOf([stranger], 'the restic repository /srv').strangers).toEqual([
    {
      severity: 'warning',
      code: 'set-unknown',
      message: `the snapshot ${stranger.id.slice(0, 8)} in the restic repository /srv is no part of a set, but has the tags dsw.environment=local, dsw.kind=delta`,
    },
  ]);
});
