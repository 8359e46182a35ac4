import { fail, ok, problem, type Result } from '@dust-workspace/component';
import type { StatusReport } from '@dust-workspace/lifecycle';
import { describe, expect, it } from 'vitest';
import { reportOf, row } from './testing/report.js';
import { createWatch } from './watch.js';

const at = new Date('2025-01-01T12:00:00Z');
const now = () => at;
const report = reportOf([row('redis', 'healthy')]);
const broken = problem('broken', 'nothing can be seen');

describe('a watch', () => {
  it('observes once for everybody who asks at the same time', async () => {
    let asked = 0;
    const watch = createWatch({ observe: () => Promise.resolve(ok(reportOf([], { asked: ++asked }))), now, deadline: 1_000 });

    const answers = await Promise.all([watch.look(), watch.look(), watch.view(0, 1_000)]);

    expect(asked).toBe(1);
    expect(answers[0]).toEqual(ok({ at, report: reportOf([], { asked: 1 }) }));
  });

  it('does not observe again what was seen a moment ago', async () => {
    let asked = 0;
    let time = 0;
    const watch = createWatch({
      observe: () => Promise.resolve(ok(reportOf([], { asked: ++asked }))),
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

  it('keeps the last report when the workspace cannot be observed, and forgets the problem when it can be again', async () => {
    const answers: Result<StatusReport>[] = [ok(report), fail(broken), ok(report)];
    const watch = createWatch({ observe: () => Promise.resolve(answers.shift() ?? fail(broken)), now, deadline: 1_000 });

    const views = [await watch.view(0, 1_000), await watch.view(0, 1_000), await watch.view(0, 1_000)];

    expect(views).toEqual([
      { latest: { at, report }, problems: [] },
      { latest: { at, report }, problems: [broken] },
      { latest: { at, report }, problems: [] },
    ]);
  });

  it('turns an exception into a problem', async () => {
    const watch = createWatch({ observe: () => Promise.reject(new Error('oh')), now, deadline: 1_000 });
    expect(await watch.look()).toEqual(fail(problem('observation-failed', 'the workspace could not be observed: oh')));
  });

  it('gives up an observation that does not end', async () => {
    const watch = createWatch({ observe: () => new Promise(() => undefined), now, deadline: 10 });
    expect(await watch.look()).toMatchObject({ ok: false, diagnostics: [{ code: 'observation-timeout' }] });
  });

  it('shows what it knows while an observation takes long', async () => {
    const answers = [Promise.resolve(ok(report)), new Promise<never>(() => undefined)];
    const watch = createWatch({ observe: () => answers.shift() ?? Promise.resolve(fail(broken)), now, deadline: 60_000 });

    await watch.look();

    expect(await watch.view(0, 5)).toEqual({ latest: { at, report }, problems: [] });
  });
});
