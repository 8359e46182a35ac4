import { describe, expect, it } from 'vitest';
import { plain } from '../paint.js';
import type { ComponentStatus, StatusReport } from '../status.js';
import { changesBetween } from './changes.js';
import { changeAsLine, renderChange } from './renderChange.js';
import { renderWatch, type WatchScreen } from './renderWatch.js';

function component(name: string, given: Partial<ComponentStatus> = {}): ComponentStatus {
  const stands = { prepared: true, initialised: true, hasData: false, lastBackup: null, lastVerified: null } as const;
  return { name, kind: 'platform', runtime: 'process', state: 'healthy', ...stands, ports: {}, detail: 'up 3.2 s', ...given };
}

const at = new Date(2026, 10, 22, 14, 2, 31);

function report(...components: ComponentStatus[]): StatusReport {
  const fixed = {
    environment: 'local',
    observedAt: at,
    runtime: 'process',
    runtimeBecause: null,
    diagnostics: [],
    probes: {},
    addresses: {},
  } as const;
  return { ...fixed, since: {}, components };
}

const [starting, healthy] = [component('db', { state: 'starting', detail: 'no answer' }), component('db')];

describe('what changes from one look to the next', () => {
  it('is what appeared, what is different, and what is gone; time that has passed is no change', () => {
    expect(changesBetween(undefined, report(starting))).toEqual([{ kind: 'appeared', component: starting }]);
    expect(changesBetween(report(starting, component('app')), report(healthy))).toEqual([
      { kind: 'changed', component: healthy, before: starting },
      { kind: 'gone', before: component('app') },
    ]);
    expect(changesBetween(report(healthy), report(component('db', { detail: 'up 1 min 4 s' })))).toEqual([]);
    expect(changesBetween(report(healthy), report(component('db', { detail: 'up 1.0 s, started again once' })))).toHaveLength(1);
  });

  it('is a line each, for people and for programs', () => {
    const changes = changesBetween(
      report(starting, component('app')),
      report(healthy, component('new', { state: 'stopped', prepared: false, detail: '' })),
    );
    expect(changes.map((change) => renderChange(change, at, plain))).toEqual([
      '14:02:31 db: starting -> healthy, up 3.2 s',
      '14:02:31 new: stopped, not prepared',
      '14:02:31 app: is no component any more',
    ]);
    expect(changes.map((change) => JSON.parse(changeAsLine(change, at)) as unknown)).toEqual([
      { kind: 'changed', at: at.toISOString(), component: healthy, before: { state: 'starting', detail: 'no answer' } },
      { kind: 'appeared', at: at.toISOString(), component: component('new', { state: 'stopped', prepared: false, detail: '' }) },
      { kind: 'gone', at: at.toISOString(), component: { name: 'app' } },
    ]);
  });
});

describe('the live status', () => {
  const screen: WatchScreen = { width: 60, height: 8, offset: 0, now: at };
  const seen = { at, took: 80, failure: [] };
  const foot = 'looked at 14:02:31, took 80 ms  q leaves';

  it('fills the screen, and says when it was looked at', () => {
    expect(renderWatch({ ...seen, report: report(healthy) }, screen)).toEqual({
      lines: [
        'environment local, runtime process',
        'COMPONENT  STATE    PORTS  LAST BACKUP  VERIFIED  DETAIL',
        'db         healthy  -      -            -         up 3.2 s',
        '',
        '',
        '',
        '',
        foot,
      ],
      most: 0,
    });
    expect(renderWatch(undefined, { ...screen, height: 2 }).lines).toEqual(['looking …', 'q leaves']);
  });

  it('says what could not be observed, and of when what it shows is', () => {
    const failure = [{ severity: 'error', code: 'x', message: 'env/project.env cannot be read', remedy: 'Mend it.' } as const];
    const { lines } = renderWatch({ ...seen, failure, report: report(healthy) }, { ...screen, now: new Date(at.getTime() + 5_000) });
    expect(lines).toEqual([
      'this could not be observed:',
      'error: env/project.env cannot be read',
      '  Mend it.',
      '',
      'what was seen last, at 14:02:31:',
      'environment local, runtime process',
      'COMPONENT  STATE    PORTS  LAST BACKUP  VERIFIED  DETAIL',
      'looked at 14:02:31, 5.0 s ago, took 80 ms  q leaves  0 line…',
    ]);
  });

  it('can be scrolled as far as there is something', () => {
    const many = report(...Array.from({ length: 10 }, (_, index) => component(`c${index}`)));
    const { lines, most } = renderWatch({ ...seen, report: many }, { ...screen, width: 80, offset: 99 });
    expect([most, lines.at(-2)?.slice(0, 2), lines.at(-1)]).toEqual([5, 'c9', `${foot}  5 lines above, 0 below: arrows`]);
  });
});
