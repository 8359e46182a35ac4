import type { Operation, Outcome } from '@dust-workspace/lifecycle';
import { describe, expect, it } from 'vitest';
import type { RunAnswer } from '../../api.js';
import { row } from '../../testing/report.js';
import { statusWith } from '../../testing/status.js';
import { nothingKnown, runAtWork, type PageState } from './pageState.js';
import { reduce, type PageEvent } from './reduce.js';
import { progressOf } from './runView.js';

const after = (...events: readonly PageEvent[]): PageState => events.reduce(reduce, nothingKnown);
const needs = (component: string, ...names: readonly string[]) => ({
  component,
  needs: names.map((name) => ({ component: name, condition: 'healthy', optional: false })),
});
const three = statusWith({
  components: [row('api', 'healthy'), row('store', 'healthy'), row('worker', 'stopped')],
  dependencies: [needs('store'), needs('api', 'store'), needs('worker', 'api')],
  probes: { api: 3, store: 1 },
});

describe('a status', () => {
  it('is laid out in the order of starting', () => {
    const { known, link } = after({ kind: 'status', status: three });
    expect(known?.names).toEqual(['store', 'api', 'worker']);
    expect(known?.components.get('worker')?.state).toBe('stopped');
    expect(link).toEqual({ kind: 'live' });
  });

  it('that says the same after a new connection leaves the rows as they were', () => {
    const before = after({ kind: 'status', status: three });
    const again = reduce(before, { kind: 'status', status: JSON.parse(JSON.stringify(three)) as typeof three });
    expect(again.known?.components.get('api')).toBe(before.known?.components.get('api'));
  });
});

describe('a patch', () => {
  const before = after({ kind: 'status', status: three });

  it('changes what it names, and leaves everything else the same object', () => {
    const { known } = reduce(before, {
      kind: 'patch',
      patch: { at: '2025-01-01T12:00:05.000Z', components: [row('api', 'failed')], removed: [], probes: { api: null, store: 2 } },
    });
    expect(known?.components.get('api')?.state).toBe('failed');
    expect(known?.components.get('store')).toBe(before.known?.components.get('store'));
    expect(known?.names).toBe(before.known?.names);
    expect(known?.probes).toEqual({ store: 2 });
    expect(known?.usage).toBe(before.known?.usage);
    expect(known?.at).toBe('2025-01-01T12:00:05.000Z');
  });

  it('adds and removes components', () => {
    const { known } = reduce(before, {
      kind: 'patch',
      patch: {
        at: null,
        components: [row('cache', 'starting')],
        removed: ['worker'],
        dependencies: [needs('store'), needs('cache', 'store'), needs('api', 'store')],
      },
    });
    expect(known?.names).toEqual(['store', 'cache', 'api']);
  });

  it('of nothing measured leaves the measurements the same object', () => {
    const { known } = reduce(before, { kind: 'patch', patch: { at: null, components: [], removed: [] } });
    expect(known?.components).toBe(before.known?.components);
    expect(known?.probes).toBe(before.known?.probes);
  });

  it('before any status is nothing', () => {
    expect(reduce(nothingKnown, { kind: 'patch', patch: { at: null, components: [], removed: [] } })).toBe(nothingKnown);
  });
});

describe('the connection', () => {
  it('keeps what is known when it is lost, and since when', () => {
    const lost = after({ kind: 'status', status: three }, { kind: 'disconnected', at: 5 }, { kind: 'disconnected', at: 9 });
    expect(lost.link).toEqual({ kind: 'lost', since: 5 });
    expect(lost.known?.names).toEqual(['store', 'api', 'worker']);
    expect(reduce(lost, { kind: 'connected' }).link).toEqual({ kind: 'live' });
  });

  it('says why the engine does not answer, until it does', () => {
    const unavailable = { since: '2025-01-01T12:00:00.000Z', reason: 'a broken manifest', remedy: null, diagnostics: [] };
    const away = after({ kind: 'status', status: three }, { kind: 'unavailable', unavailable });
    expect(away.unavailable).toEqual(unavailable);
    expect(reduce(away, { kind: 'available' }).unavailable).toBeNull();
  });
});

const run: RunAnswer = {
  id: 'one',
  verb: 'restart',
  component: 'store',
  command: 'dsw restart store',
  startedAt: '2025-01-01T12:00:00.000Z',
  endedAt: null,
  state: 'running',
  outcomes: [],
  diagnostics: [],
};
const operation = (id: string, verb: Operation['verb'], ...before: readonly string[]): Operation => ({
  id,
  verb,
  component: 'store',
  cause: 'asked for',
  after: before,
  requires: before,
  milestones: [],
});
const [stop, start] = [operation('1', 'stop'), operation('2', 'start', '1')];
const outcome = (verb: string, kind: Outcome['kind'], diagnostics: Outcome['diagnostics'] = []): Outcome => ({
  id: `store:${verb}`,
  verb,
  component: 'store',
  kind,
  detail: kind === 'failed' ? 'did not become ready' : 'stopped',
  diagnostics,
  milliseconds: 12,
});
const events = (...list: readonly Extract<PageEvent, { kind: 'run' }>['message'][]): PageEvent[] =>
  list.map((message) => ({ kind: 'run', message }));
const planned = { kind: 'event', run: 'one', number: 0, event: { kind: 'planned', plan: { operations: [stop, start] } } } as const;
const started = { kind: 'event', run: 'one', number: 1, event: { kind: 'started', operation: stop } } as const;
const stopped = {
  kind: 'event',
  run: 'one',
  number: 2,
  event: { kind: 'finished', operation: stop, outcome: outcome('stop', 'done') },
} as const;

describe('a run', () => {
  it('is followed from its plan to its end', () => {
    const state = after(...events({ kind: 'began', run }, planned, started));
    expect(runAtWork(state)?.steps.map(({ id, state: now }) => [id, now])).toEqual([
      ['1', 'running'],
      ['2', 'waiting'],
    ]);
    const later = [...events(stopped)].reduce(reduce, state);
    expect(progressOf(runAtWork(later)!)).toEqual({ ended: 1, of: 2 });
  });

  it('takes an event that comes again after a new connection once', () => {
    const once = after(...events({ kind: 'began', run }, planned, started, stopped));
    const twice = events({ kind: 'began', run }, planned, started, stopped).reduce(reduce, once);
    expect(twice.runs.get('one')?.steps).toEqual(once.runs.get('one')?.steps);
  });

  it('leaves nothing running at its end, and tells what failed and what to do', () => {
    const problem = { severity: 'error' as const, code: 'not-ready', message: 'it is not ready', remedy: 'Look at its log' };
    const failed = outcome('start', 'failed', [problem]);
    const state = after(
      ...events({ kind: 'began', run }, planned, started, {
        kind: 'ended',
        run: { ...run, state: 'failed', endedAt: '2025-01-01T12:00:09.000Z', outcomes: [failed] },
      }),
    );
    expect(runAtWork(state)).toBeUndefined();
    expect(state.runs.get('one')?.steps.map(({ verb, state: now }) => [verb, now])).toEqual([
      ['stop', 'left'],
      ['start', 'failed'],
    ]);
    expect(state.messages).toEqual([
      { id: 1, tone: 'bad', text: 'dsw restart store failed: it is not ready', remedy: 'Look at its log', run: 'one' },
    ]);
  });

  it('that ended while nobody was connected is told by the list of runs', () => {
    const ended = { ...run, state: 'done' as const, endedAt: '2025-01-01T12:00:09.000Z', outcomes: [outcome('stop', 'done')] };
    const state = after(...events({ kind: 'began', run }, planned), { kind: 'runs', runs: [ended] });
    expect(runAtWork(state)).toBeUndefined();
    expect(state.runs.get('one')?.run.state).toBe('done');
  });

  it('that is at work when the page opens comes with the status', () => {
    expect(runAtWork(after({ kind: 'status', status: { ...three, busy: run } }))?.run).toEqual(run);
  });

  it('keeps the last lines that were said', () => {
    const lines = Array.from({ length: 500 }, (_, number): Extract<PageEvent, { kind: 'run' }>['message'] => ({
      kind: 'event',
      run: 'one',
      number,
      event: { kind: 'notice', message: `line ${number}` },
    }));
    const said = after(...events({ kind: 'began', run }, ...lines)).runs.get('one')?.lines ?? [];
    expect([said.length, said.at(-1)?.text]).toEqual([400, 'line 499']);
  });
});

it('messages go when they are dismissed, and only the last few stay', () => {
  const told = (text: string): PageEvent => ({ kind: 'message', message: { tone: 'quiet', text, remedy: null, run: null } });
  const state = after(...['a', 'b', 'c', 'd', 'e'].map(told));
  expect(state.messages.map(({ text }) => text)).toEqual(['b', 'c', 'd', 'e']);
  expect(reduce(state, { kind: 'dismissed', id: 4 }).messages.map(({ text }) => text)).toEqual(['b', 'c', 'e']);
});
