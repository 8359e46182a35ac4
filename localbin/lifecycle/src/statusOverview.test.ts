import { expect, it } from 'vitest';
import { renderStatusTable } from './renderStatus.js';
import type { ComponentState, ComponentStatus, StatusReport } from './status.js';
import { renderStatusOverview } from './statusOverview.js';

const untouched = (name: string, state: ComponentState = 'stopped'): ComponentStatus => ({
  name,
  kind: 'platform',
  runtime: 'process',
  state,
  prepared: false,
  initialised: false,
  ports: {},
  hasData: false,
  lastBackup: null,
  lastVerified: null,
  detail: '',
});

const prepared = { ...untouched('db'), prepared: true };

function report(...components: ComponentStatus[]): StatusReport {
  return {
    environment: 'local',
    observedAt: new Date('2026-01-02T05:04:05Z'),
    runtime: 'process',
    runtimeBecause: null,
    components,
    diagnostics: [],
    probes: {},
    addresses: {},
    since: {},
  };
}

it('tells in a line who has nothing here, beside those that have', () => {
  expect(renderStatusOverview(report(untouched('a'), prepared, untouched('b', 'unavailable'), untouched('c')))).toBe(
    [
      'environment local, runtime process',
      'COMPONENT  STATE    PREPARED  INITIALISED  PORTS  LAST BACKUP  VERIFIED  DETAIL',
      'db         stopped  yes       no           -      -            -',
      '3 more are not prepared (dsw status --all): a, b, c',
    ].join('\n'),
  );
});

it('keeps to the width of the terminal', () => {
  const lines = renderStatusOverview(report(untouched('alpha'), prepared, untouched('beta'), untouched('gamma')), undefined, 44).split(
    '\n',
  );
  expect(lines.slice(-2)).toEqual(['3 more are not prepared (dsw status --all):', 'alpha, beta, gamma']);
});

it.each([
  ['few have nothing here', report(untouched('a'), prepared, untouched('b'))],
  ['nothing is prepared yet', report(untouched('a'), untouched('b'), untouched('c'))],
  [
    'they run, failed, hold data or have backups',
    report(
      prepared,
      untouched('a', 'healthy'),
      untouched('b', 'failed'),
      untouched('c', 'unknown'),
      { ...untouched('d'), hasData: true },
      { ...untouched('e'), lastBackup: { set: 's', at: '2026-01-02T03:04:05.000Z', bytes: 1, verifiedAt: null } },
    ),
  ],
])('gives each a row where %s', (_, told) => {
  expect(renderStatusOverview(told)).toBe(renderStatusTable(told));
});
