import { describe, expect, it } from 'vitest';
import { problem } from '@dust-workspace/component';
import { planAsJson, renderEvent, renderFailures, renderOutcome, renderPlan } from './render.js';

describe('rendering', () => {
  it('says of an outcome what happened, why it failed and what to do', () => {
    const outcome = { id: 'a:start', verb: 'start', component: 'a', detail: 'healthy', diagnostics: [], milliseconds: 1_500 };
    expect(renderOutcome({ ...outcome, kind: 'done' })).toBe('a start: done, healthy (1.5 s)');
    const diagnostics = [problem('x', 'it broke', 'Mend it.')];
    expect(renderOutcome({ ...outcome, kind: 'failed', detail: 'it broke', diagnostics, milliseconds: 3 })).toBe(
      'a start: FAILED\n  error: it broke\n    Mend it.',
    );
  });

  it('says of what ran and is another now why', () => {
    const operation = { id: 'a:start', verb: 'start', component: 'a', after: [], requires: [], milestones: [] } as const;
    const outcome = {
      id: 'a:start',
      verb: 'start',
      component: 'a',
      kind: 'done',
      detail: 'healthy',
      diagnostics: [],
      milliseconds: 1,
    } as const;
    expect(renderEvent({ kind: 'finished', operation: { ...operation, cause: 'replaced: its image changed' }, outcome })).toBe(
      'a start: done, healthy; replaced: its image changed',
    );
    expect(renderEvent({ kind: 'finished', operation: { ...operation, cause: 'it is stopped' }, outcome })).toBe('a start: done, healthy');
  });

  it('is silent of what nobody named and nothing was done about', () => {
    const outcome = {
      id: 'a:stop',
      verb: 'stop',
      component: 'a',
      kind: 'unchanged',
      detail: 'not running',
      diagnostics: [],
      milliseconds: 0,
    } as const;
    expect(renderEvent({ kind: 'settled', outcome })).toBe('a stop: unchanged, not running');
    expect(renderEvent({ kind: 'settled', outcome: { ...outcome, aside: true } })).toBeUndefined();
  });

  it('prints each operation of a plan with its cause, for people and for programs', () => {
    const operation = {
      id: 'b:start',
      verb: 'start',
      component: 'b',
      cause: 'it is stopped',
      after: ['a:start'],
      requires: ['a:start'],
      milestones: [],
    } as const;
    expect(renderPlan({ operations: [operation] })).toBe('b start: it is stopped; after a:start');
    expect(renderPlan({ operations: [] })).toBe('Nothing to do.');
    expect(planAsJson({ operations: [operation] })).toEqual({
      operations: [{ id: 'b:start', verb: 'start', component: 'b', cause: 'it is stopped', after: ['a:start'] }],
    });
  });

  it('leaves out of a plan for people what follows from the rest, and nothing for programs', () => {
    const operation = (component: string, after: readonly string[]) =>
      ({ id: `${component}:start`, verb: 'start', component, cause: 'stopped', after, requires: [], milestones: [] }) as const;
    const operations = [operation('a', []), operation('b', ['a:start']), operation('c', ['a:start', 'b:start'])];
    expect(renderPlan({ operations }).split('\n')).toEqual([
      'a start: stopped',
      'b start: stopped; after a:start',
      'c start: stopped; after b:start',
    ]);
    expect(planAsJson({ operations })).toMatchObject({ operations: [{}, {}, { after: ['a:start', 'b:start'] }] });
  });

  it('says at the end once more what failed', () => {
    const outcome = { id: 'a:start', verb: 'start', component: 'a', detail: '', diagnostics: [], milliseconds: 1 } as const;
    const diagnostics = [problem('x', 'it broke\nits last output: …', 'Mend it.')];
    expect(
      renderFailures([
        { ...outcome, kind: 'failed', diagnostics },
        { ...outcome, kind: 'skipped', component: 'b' },
      ]),
    ).toBe('\nfailed:\n  a start: it broke');
    expect(renderFailures([{ ...outcome, kind: 'done' }])).toBe('');
  });
});
