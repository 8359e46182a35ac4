import { describe, expect, it } from 'vitest';
import { problem } from '@dust-workspace/component';
import { planAsJson, renderOutcome, renderPlan, renderStatusTable, statusAsJson } from './render.js';
import type { StatusReport } from './status.js';

const report: StatusReport = {
  environment: 'local',
  runtime: 'process',
  runtimeBecause: null,
  components: [
    {
      name: 'timescale',
      kind: 'platform',
      runtime: 'process',
      state: 'degraded',
      prepared: true,
      initialised: true,
      ports: { TIMESCALE_PORT: 5432 },
      lastBackup: { set: 's', at: '2026-01-02T03:04:05.000Z', bytes: 1, verifiedAt: null },
      detail: 'no extension\nsecond line',
    },
    {
      name: 'a',
      kind: 'application',
      runtime: 'process',
      state: 'stopped',
      prepared: false,
      initialised: false,
      ports: {},
      lastBackup: null,
      detail: '',
    },
  ],
  diagnostics: [],
  probes: { timescale: 1.5 },
  addresses: { web: 'http://127.0.0.1:4400' },
};

describe('rendering', () => {
  it('aligns the rows of a status', () => {
    expect(renderStatusTable(report)).toBe(
      [
        'environment local, runtime process',
        'COMPONENT  STATE     PREPARED  INITIALISED  PORTS  LAST BACKUP       DETAIL',
        'timescale  degraded  yes       yes          5432   2026-01-02 03:04  no extension',
        'a          stopped   no        no           -      -',
      ].join('\n'),
    );
  });

  it('gives other programs exactly the promised keys of a status', () => {
    const { environment, runtime, components } = report;
    expect(statusAsJson(report)).toEqual({ environment, runtime, components });
  });

  it('says of an outcome what happened, why it failed and what to do', () => {
    const outcome = { id: 'a:start', verb: 'start', component: 'a', detail: 'healthy', diagnostics: [], milliseconds: 1_500 };
    expect(renderOutcome({ ...outcome, kind: 'done' })).toBe('a start: done, healthy (1.5 s)');
    const diagnostics = [problem('x', 'it broke', 'Mend it.')];
    expect(renderOutcome({ ...outcome, kind: 'failed', detail: 'it broke', diagnostics, milliseconds: 3 })).toBe(
      'a start: FAILED\n  error: it broke\n    Mend it.',
    );
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
});
