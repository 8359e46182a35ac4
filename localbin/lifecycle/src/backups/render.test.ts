import { emptyPolicy, type InventorySet, type UnreadableSet } from '@dust-workspace/backup';
import { describe, expect, it } from 'vitest';
import type { Paint } from '../paint.js';
import type { BackupListing } from './list.js';
import type { PruneReport } from './prune.js';
import { backupsAsJson, pruneAsJson, renderBackups, renderPin, renderPrune } from './render.js';

const now = new Date('2026-11-22T12:00:00Z');
const marked: Paint = (text, colour) => (colour === undefined ? text : `<${colour}>${text}</>`);

function set(
  id: string,
  createdAt: string,
  overrides: Partial<InventorySet> = {},
  components: readonly string[] = ['redis', 'store'],
): InventorySet {
  const snapshots = components.map((component) => ({
    component,
    method: 'hook' as const,
    runtime: 'process',
    bytes: 750_000,
    contentBytes: 1_000_000,
    notes: [],
  }));
  return {
    id,
    createdAt,
    workspace: 'dust',
    environment: 'local',
    bytes: 1_500_000,
    complete: true,
    failures: [],
    consistency: { kind: 'component' },
    stamps: { verified: {}, drilled: {}, pinned: null },
    snapshots,
    ...overrides,
  };
}

const fresh = set('20261122T115900Z-aaaa', '2026-11-22T11:59:30.000Z', { consistency: { kind: 'writers-stopped', stopped: ['front'] } });
const proven = set('20261121T020000Z-bbbb', '2026-11-21T02:00:00.000Z', {
  stamps: {
    verified: { redis: '2026-11-21T03:00:00.000Z', store: '2026-11-22T03:00:00.000Z' },
    drilled: { store: '2026-11-22T11:00:00.000Z' },
    pinned: { at: '2026-11-20T12:00:00.000Z', reason: 'before the upgrade' },
  },
});
const partial = set(
  '20261101T020000Z-cccc',
  '2026-11-01T02:00:00.000Z',
  { complete: false, failures: [{ component: 'redis', reason: 'no' }] },
  ['store'],
);
const damaged: UnreadableSet = {
  id: '20261031T020000Z-dddd',
  diagnostic: { severity: 'warning', code: 'set-damaged', message: 'the set 20261031T020000Z-dddd is damaged: manifest.json is missing' },
  stamps: { verified: {}, drilled: {}, pinned: null },
};
const listing: BackupListing = {
  environment: 'local',
  store: 'env/backup/local/sets/',
  listedAt: now,
  sets: [fresh, proven, partial],
  unreadable: [damaged],
  strangers: [],
};

describe('a list of backups', () => {
  it('says of each set what people ask', () => {
    expect(renderBackups(listing).split('\n')).toEqual([
      'environment local, backups in env/backup/local/sets/',
      'SET                    AGE       SIZE    COMPONENTS    STATE       CONSISTENCY      STAMPS',
      '20261122T115900Z-aaaa  just now  1.5 MB  redis, store  complete    writers stopped',
      '20261121T020000Z-bbbb  34 h ago  1.5 MB  redis, store  complete    per component    drilled 60 min ago (store); verified 33 h ago; pinned 2 d ago (before the upgrade)',
      '20261101T020000Z-cccc  21 d ago  1.5 MB  store         INCOMPLETE  per component',
      'damaged: 20261031T020000Z-dddd',
    ]);
  });

  it('shows in colour what is incomplete, damaged or proven', () => {
    const lines = renderBackups(listing, marked).split('\n');
    expect(lines[3]).toContain('<green>complete  </>');
    expect(lines[3]).toContain('<green>drilled 60 min ago');
    expect(lines[4]).toContain('<red>INCOMPLETE</>');
    expect(lines[5]).toBe('<red>damaged: 20261031T020000Z-dddd</>');
  });

  it('without sets is short', () => {
    expect(renderBackups({ ...listing, sets: [], unreadable: [] })).toBe('environment local, backups in env/backup/local/sets/\nno sets');
  });

  it('as JSON has all that is known', () => {
    expect(backupsAsJson({ ...listing, sets: [fresh] })).toEqual({
      environment: 'local',
      store: 'env/backup/local/sets/',
      sets: [fresh],
      damaged: [{ id: damaged.id, message: damaged.diagnostic.message }],
    });
  });
});

describe('a prune', () => {
  const report: PruneReport = {
    policy: { ...emptyPolicy, last: 1, daily: 7 },
    verdicts: [
      {
        kind: 'kept',
        set: fresh,
        because: [
          { kind: 'period', period: 'last' },
          { kind: 'newest', components: ['redis', 'store'] },
        ],
      },
      { kind: 'removed', set: proven, because: { kind: 'expired' } },
      { kind: 'removed', set: partial, because: { kind: 'superseded', by: fresh.id } },
    ],
    unreadable: [{ ...damaged, kind: 'kept' }],
    freed: 3_000_000,
    environment: 'local',
    store: 'env/backup/local/sets/',
    shares: false,
    plannedAt: now,
    confirmed: false,
    swept: [],
    strangers: [],
  };

  it('shows what it would do, and why', () => {
    expect(renderPrune(report).split('\n')).toEqual([
      'environment local, backups in env/backup/local/sets/, policy: last 1, daily 7',
      '        SET                    AGE       SIZE    COMPONENTS    BECAUSE',
      'keep    20261122T115900Z-aaaa  just now  1.5 MB  redis, store  last snapshot; newest of redis, store',
      'remove  20261121T020000Z-bbbb  34 h ago  1.5 MB  redis, store  no rule keeps it',
      'remove  20261101T020000Z-cccc  21 d ago  1.5 MB  store         incomplete, and 20261122T115900Z-aaaa holds as much',
      'keep    20261031T020000Z-dddd                                  damaged; nobody named it',
      'would remove 2 sets, which frees 3.0 MB: --confirm removes them',
    ]);
  });

  it('says what it did', () => {
    const done = { ...report, confirmed: true, swept: ['20261120T020000Z-eeee.partial'], shares: true };
    expect(renderPrune(done).split('\n').slice(-2)).toEqual([
      'removed what a command left behind that was killed: 20261120T020000Z-eeee.partial',
      'removed 2 sets: up to 3.0 MB are free now',
    ]);
    expect(
      renderPrune({ ...report, verdicts: report.verdicts.slice(0, 1), freed: 0 })
        .split('\n')
        .at(-1),
    ).toBe('nothing to remove');
  });

  it('as JSON has a verdict for each set', () => {
    expect(pruneAsJson({ ...report, verdicts: report.verdicts.slice(0, 2) })).toEqual({
      environment: 'local',
      store: 'env/backup/local/sets/',
      policy: 'last 1, daily 7',
      confirmed: false,
      freed: 3_000_000,
      sets: [
        {
          id: fresh.id,
          createdAt: fresh.createdAt,
          bytes: 1_500_000,
          components: ['redis', 'store'],
          verdict: 'kept',
          because: ['last snapshot', 'newest of redis, store'],
        },
        {
          id: proven.id,
          createdAt: proven.createdAt,
          bytes: 1_500_000,
          components: ['redis', 'store'],
          verdict: 'removed',
          because: ['no rule keeps it'],
        },
      ],
      damaged: [{ id: damaged.id, verdict: 'kept', message: damaged.diagnostic.message }],
    });
  });
});

it('a pin says how the set stands now', () => {
  const pin = (pinned: boolean, unchanged: boolean): string => renderPin({ set: 'x', pinned, unchanged });
  expect([pin(true, false), pin(true, true), pin(false, false), pin(false, true)]).toEqual([
    'x is pinned: no prune removes it',
    'x was pinned already',
    'x is not pinned any more',
    'x was not pinned',
  ]);
});
