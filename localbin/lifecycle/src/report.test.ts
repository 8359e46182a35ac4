import { describe, expect, it } from 'vitest';
import type { Outcome } from './events.js';
import { refused, reportOf } from './report.js';

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
