import { fail, ok, problem, type Result } from '@dust-workspace/component';
import { describe, expect, it } from 'vitest';
import type { Observed } from './engine.js';
import { reportOf, row } from './testing/report.js';
import { until } from './testing/until.js';
import { createWatch, type View } from './watch.js';

const at = new Date('2025-01-01T12:00:00Z');
const now = () => at;
const observed: Observed = { report: reportOf([row('redis', 'healthy')]), dependencies: [{ component: 'redis', needs: [] }], profiles: {} };
const broken = problem('broken', 'nothing can be seen');
const seenTimes = (asked: number): Observed => ({ ...observed, report: reportOf([], { asked }) });

describe('a watch', () => {
  it('observes once for everybody who asks at the same time', async () => {
    let asked = 0;
    const watch = createWatch({ observe: () => Promise.resolve(ok(seenTimes(++asked))), now, deadline: 1_000 });

    const answers = await Promise.all([watch.look(), watch.look(), watch.view(0, 1_000)]);

    expect(asked).toBe(1);
    expect(answers[0]).toEqual(ok({ at, ...seenTimes(1) }));
  });

  it('does not observe again what was seen a moment ago', async () => {
    let asked = 0;
    let time = 0;
    const watch = createWatch({
      observe: () => Promise.resolve(ok(seenTimes(++asked))),
      now: () => new Date(time),
      deadline: 1_000,
    });

    await watch.view(2_000, 1_000);
    time = 1_999;
    await watch.view(2_000, 1_000);
    expect(asked).toBe(1);

    time = 2_000;
    await watch.view(2_000, 1_000);
    expect(asked).toBe(2);
  });

  it('observes once more when something changes while it does, and tells each time', async () => {
    const ends: ((result: Result<Observed>) => void)[] = [];
    const told: View[] = [];
    const watch = createWatch({ observe: () => new Promise((resolve) => ends.push(resolve)), now, deadline: 60_000 });
    watch.subscribe((view) => void told.push(view));

    watch.refresh();
    watch.refresh();
    watch.refresh();
    ends[0]?.(ok(seenTimes(1)));
    await until('it observes again', () => ends.length === 2);
    ends[1]?.(ok(seenTimes(2)));
    await until('it told twice', () => told.length === 2);

    expect(ends).toHaveLength(2);
    expect(told.map(({ latest }) => latest?.report.probes['asked'])).toEqual([1, 2]);
  });

  it('does not show what was seen before something changed', async () => {
    const ends: ((result: Result<Observed>) => void)[] = [];
    const watch = createWatch({ observe: () => new Promise((resolve) => ends.push(resolve)), now, deadline: 60_000 });
    const first = watch.look();
    watch.refresh();
    const seen = watch.view(60_000, 60_000);
    ends[0]?.(ok(seenTimes(1)));
    await first;
    await until('it observes again', () => ends.length === 2);
    ends[1]?.(ok(seenTimes(2)));

    expect((await seen).latest?.report.probes).toEqual({ asked: 2 });
  });

  it('keeps the last report when the workspace cannot be observed, since when, and forgets the problem when it can be again', async () => {
    const answers: Result<Observed>[] = [ok(observed), fail(broken), fail(broken), ok(observed)];
    let time = at.getTime();
    const watch = createWatch({
      observe: () => Promise.resolve(answers.shift() ?? fail(broken)),
      now: () => new Date(time++),
      deadline: 1_000,
    });

    const views = [await watch.view(0, 1_000), await watch.view(0, 1_000), await watch.view(0, 1_000), await watch.view(0, 1_000)];

    expect(views.map(({ latest }) => latest?.report)).toEqual(Array(4).fill(observed.report));
    expect(views.map(({ failure }) => failure?.diagnostics)).toEqual([undefined, [broken], [broken], undefined]);
    expect(views[1]?.failure?.since).toEqual(views[2]?.failure?.since);
  });

  it('turns an exception into a problem', async () => {
    const watch = createWatch({ observe: () => Promise.reject(new Error('oh')), now, deadline: 1_000 });
    expect(await watch.look()).toEqual(fail(problem('observation-failed', 'the workspace could not be observed: oh')));
  });

  it('gives up an observation that does not end, and begins no more of them when several hang', async () => {
    const signals: AbortSignal[] = [];
    const watch = createWatch({
      observe: (signal) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
      now,
      deadline: 5,
    });
    const results = [];
    for (let count = 0; count < 5; count++) results.push(await watch.look());

    expect(results).toMatchObject(Array(5).fill({ ok: false, diagnostics: [{ code: 'observation-timeout' }] }));
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true]);
  });

  it('shows what it knows while an observation takes long', async () => {
    const answers = [Promise.resolve(ok(observed)), new Promise<never>(() => undefined)];
    const watch = createWatch({ observe: () => answers.shift() ?? Promise.resolve(fail(broken)), now, deadline: 60_000 });

    await watch.look();

    expect(await watch.view(0, 5)).toEqual({ latest: { at, ...observed }, failure: undefined });
  });
});
