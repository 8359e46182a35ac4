import { describe, expect, it } from 'vitest';
import type { Outcome } from './events.js';
import { completenessOf, refused, reportOf } from './report.js';

const plan = { operations: [] };
const problem = { severity: 'error', code: 'busy', message: 'busy' } as const;

function outcome(kind: Outcome['kind'], detail: string): Outcome {
  return { id: 'a:start', verb: 'start', component: 'a', kind, detail, diagnostics: [], milliseconds: 1 };
}

describe('a report', () => {
  it('of what was refused says why, and that nothing is as was asked', () =>
    expect(refused([problem])).toEqual({ outcomes: [], plan, diagnostics: [problem], ok: false }));

  it('holds what became of a plan', () => {
    const outcomes = [outcome('done', 'healthy')];
    expect(reportOf(outcomes, plan, [])).toEqual({ outcomes, plan, diagnostics: [], ok: true });
    expect(reportOf(outcomes, plan, [problem])).toEqual({ outcomes, plan, diagnostics: [problem], ok: false });
  });

  it.each([
    ['done', 'healthy', true],
    ['unchanged', 'running', true],
    ['failed', 'ended before it was ready', false],
    ['skipped', 'was never prepared', true],
    ['skipped', 'outside the profile starter; name it to act on it', true],
    ['skipped', 'is unavailable: install it', true],
    ['skipped', 'needs redis, which is unavailable: install it', true],
    ['skipped', 'start of db failed', false],
    ['skipped', 'interrupted before it began', false],
  ] as const)('is of %s, %s: everything as asked? %s', (kind, detail, ok) =>
    expect(reportOf([outcome('done', 'healthy'), outcome(kind, detail)], plan, []).ok).toBe(ok),
  );
});

describe('how much of what was asked for is as asked', () => {
  const ended = (id: string, kind: Outcome['kind'], detail = ''): Outcome => {
    const [component = '', verb = ''] = id.split(':');
    return { ...outcome(kind, detail), id, component, verb };
  };
  const bad = ended('b:start', 'failed');

  it.each([
    ['all of it', true, [ended('a:start', 'done')], [], 'complete'],
    ['all of it, since nothing had to be done', true, [ended('a:start', 'skipped', 'outside the profile x')], [], 'complete'],
    ['one of two', false, [ended('a:start', 'done'), bad], [], 'incomplete'],
    ['one of two, that was so before', false, [ended('a:start', 'unchanged'), bad], [], 'incomplete'],
    ['one of two that were named', false, [ended('a:start', 'done'), bad], ['a', 'b'], 'incomplete'],
    ['what the one that was named needs, and not itself', false, [ended('a:start', 'done'), bad], ['b'], 'failed'],
    ['the first steps of the only one', false, [ended('b:prep', 'done'), bad], [], 'failed'],
    [
      'the preparation of one that something else keeps from starting',
      false,
      [ended('a:prep', 'done'), ended('a:start', 'skipped', 'start of b failed'), bad],
      [],
      'failed',
    ],
    [
      'the preparation of one that is farther from it',
      false,
      [ended('a:prep', 'done'), ended('a:start', 'skipped', 'start of c was skipped'), bad],
      [],
      'failed',
    ],
    ['nothing, since it was refused', false, [], [], 'failed'],
    ['all sound components, beside a broken manifest', false, [ended('a:start', 'done')], [], 'incomplete'],
    ['nothing but what had nothing to do', false, [ended('a:start', 'skipped', 'outside the profile x'), bad], [], 'failed'],
  ] as const)('is %s', (_, ok, outcomes, asked, expected) => expect(completenessOf({ ok, outcomes }, { names: asked })).toBe(expected));

  it('is not to be found in what only serves it', () => {
    const outcomes = [ended('a:stop', 'done'), ended('b:backup', 'failed'), ended('a:start', 'done')];
    expect(completenessOf({ ok: false, outcomes }, { names: [], verb: 'backup' })).toBe('failed');
    expect(completenessOf({ ok: false, outcomes: [...outcomes, ended('c:backup', 'done')] }, { names: [], verb: 'backup' })).toBe(
      'incomplete',
    );
  });
});
