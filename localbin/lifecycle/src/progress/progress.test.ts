import { describe, expect, it } from 'vitest';
import type { EngineEvent, Outcome } from '../events.js';
import { plain, type Paint } from '../paint.js';
import type { Operation } from '../plan.js';
import { displayWidth } from '../screen/displayWidth.js';
import { noProgress, progressAfter, type Progress } from './progress.js';
import { renderProgress } from './renderProgress.js';

function operation(id: string, ...after: string[]): Operation {
  const [component = '', verb = ''] = id.split(':');
  return { id, component, verb: verb as Operation['verb'], cause: 'stopped', after, requires: after, milestones: [] };
}

function outcome(id: string, kind: Outcome['kind'] = 'done'): Outcome {
  const { component, verb } = operation(id);
  return { id, component, verb, kind, detail: '', diagnostics: [], milliseconds: 1 };
}

const [disk, db, cache, api, front] = [
  operation('disk:start'),
  operation('db:start', 'disk:start'),
  operation('cache:start'),
  operation('api:start', 'db:start', 'cache:start', 'disk:start'),
  operation('front:start', 'api:start'),
];
const planned: EngineEvent = {
  kind: 'planned',
  plan: { operations: [disk, db, cache, api, front] },
  lastTook: { 'db:start': 20_000, 'disk:start': 400 },
};

const after = (...events: readonly (readonly [seconds: number, event: EngineEvent])[]): Progress =>
  events.reduce((progress, [seconds, event]) => progressAfter(progress, event, seconds * 1_000), noProgress);

const started = (of: Operation): EngineEvent => ({ kind: 'started', operation: of });
const finished = (of: Operation, kind?: Outcome['kind']): EngineEvent => ({
  kind: 'finished',
  operation: of,
  outcome: outcome(of.id, kind),
});

const underway = after(
  [0, planned],
  [0, started(disk)],
  [0, started(cache)],
  [1, finished(disk)],
  [1, started(db)],
  [2, { kind: 'progress', operation: db, message: 'waiting until db is ready:\nno answer' }],
);

const look = (
  progress: Progress,
  seconds: number,
  { width = 80, height = 20, paint = plain }: { width?: number; height?: number; paint?: Paint } = {},
): string[] => renderProgress(progress, { now: seconds * 1_000, since: 0, width, height, paint });

describe('progress', () => {
  it('shows what runs, for how long and against last time, what waits for what, and how much is done', () => {
    expect(look(underway, 12)).toEqual([
      '⠋ db start     11 s of about 20 s  waiting until db is ready:',
      '⠋ cache start  12 s',
      '· api start    waits for db start, cache start',
      '· front start  waits for api start',
      '1 of 5 done, 2 running, 2 waiting for db, cache, 12 s',
    ]);
    expect(look(underway, 30)[0]).toBe('⠋ db start     29 s, 20 s last time  waiting until db is ready:');
  });

  it('shows how far data are, and counts what failed', () => {
    const transfer = { bytes: 50_000_000, expected: 100_000_000, milliseconds: 10_000, ended: false };
    const moving = progressAfter(
      progressAfter(underway, finished(cache, 'failed'), 12_000),
      { kind: 'transfer', operation: db, transfer },
      12_000,
    );
    expect(look(moving, 12)).toEqual([
      '⠋ db start     ██████████████░░░░░░░░░░░░░░ 50.0 MB of 100.0 MB, 5.0 MB/s, 0:10',
      '· api start    waits for db start',
      '· front start  waits for api start',
      '1 of 5 done, 1 failed, 1 running, 2 waiting for db, 12 s',
    ]);
    const over = progressAfter(moving, { kind: 'transfer', operation: db, transfer: { ...transfer, ended: true } }, 13_000);
    expect(look(over, 13)[0]).toBe('⠇ db start     12 s of about 20 s  waiting until db is ready:');
  });

  it('is nothing where nothing runs or waits', () => {
    expect(look(noProgress, 1)).toEqual([]);
    expect(look(after([0, { kind: 'planned', plan: { operations: [disk] } }], [0, started(disk)], [1, finished(disk)]), 1)).toEqual([]);
  });

  it('goes on counting over several plans of one request', () => {
    const next: EngineEvent = { kind: 'planned', plan: { operations: [operation('db:restore'), operation('disk:start')] } };
    const second = after(
      [0, { kind: 'planned', plan: { operations: [disk, cache] } }],
      [0, started(disk)],
      [1, finished(disk)],
      [1, started(cache)],
      [2, finished(cache)],
      [2, next],
    );
    expect(look(second, 3).at(-1)).toBe('2 of 4 done, 2 waiting, 3 s');
  });

  it('is ended also by what is settled without an operation of its own, and not moved by operations that nobody planned', () => {
    const drill = operation('db:drill');
    const drilled = after(
      [0, { kind: 'planned', plan: { operations: [drill] } }],
      [0, started(drill)],
      [1, { kind: 'settled', outcome: outcome('db:drill') }],
    );
    expect(look(drilled, 2)).toEqual([]);
    expect(progressAfter(underway, { kind: 'progress', operation: operation('other:start'), message: 'x' }, 1)).toBe(underway);
    expect(progressAfter(underway, { kind: 'settled', outcome: outcome('other:start') }, 1)).toBe(underway);
  });

  it('fits the terminal, whatever its size: what runs counts more than what waits', () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      operation(`component-${index}:start`, ...(index < 30 ? [] : [`component-${index - 30}:start`])),
    );
    const busy = after([0, { kind: 'planned', plan: { operations: many } }], ...many.slice(0, 30).map((one) => [0, started(one)] as const));
    expect(look(busy, 5, { height: 6 })).toEqual([
      '⠋ component-0 start   5 s'.replace('⠋', '⠙'),
      '⠙ component-1 start   5 s',
      '⠙ component-2 start   5 s',
      '⠙ component-3 start   5 s',
      '  and 26 more that run',
      '0 of 100 done, 30 running, 70 waiting for component-0, component-1 and 28 more, 5 s'.slice(0, 78) + '…',
    ]);
    for (const [width, height] of [
      [80, 24],
      [20, 3],
      [8, 1],
      [200, 60],
    ] as const) {
      const lines = look(busy, 5, { width, height, paint: (text, colour) => (colour === undefined ? text : `\u001b[2m${text}\u001b[22m`) });
      expect(lines.length).toBeLessThanOrEqual(height);
      expect(Math.max(...lines.map(displayWidth))).toBeLessThan(width);
    }
    expect(look(busy, 5, { height: 60 }).filter((line) => line.startsWith('·'))).toHaveLength(5);
  });
});
