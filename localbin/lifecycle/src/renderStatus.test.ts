import { describe, expect, it } from 'vitest';
import { plain } from './paint.js';
import { renderStatusTable, statusAsJson } from './renderStatus.js';
import type { StatusReport } from './status.js';

const report: StatusReport = {
  environment: 'local',
  observedAt: new Date('2026-01-02T05:04:05Z'),
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
      hasData: true,
      lastBackup: { set: 's', at: '2026-01-02T03:04:05.000Z', bytes: 1_200, verifiedAt: null },
      lastVerified: { set: 'r', at: '2025-12-20T03:04:05.000Z', bytes: 1, verifiedAt: '2026-01-01T03:04:05.000Z', how: 'drill' },
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
      hasData: false,
      lastBackup: null,
      lastVerified: null,
      detail: '',
    },
  ],
  diagnostics: [],
  probes: { timescale: 1.5 },
  addresses: { web: 'http://127.0.0.1:4400' },
  since: {},
};

describe('the status', () => {
  it('has a row for each component, with the age of its newest backup and of the newest that was proven', () => {
    expect(renderStatusTable(report)).toBe(
      [
        'environment local, runtime process',
        'COMPONENT  STATE     PREPARED  INITIALISED  PORTS  LAST BACKUP      VERIFIED            DETAIL',
        'timescale  degraded  yes       yes          5432   2 h ago, 1.2 kB  13 d ago, by drill  no extension',
        'a          stopped   no        no           -      -                -',
      ].join('\n'),
    );
  });

  it('tells by colours what is up, and what would be lost', () => {
    const painted = renderStatusTable(report, (text, colour) => (colour === undefined ? text : `<${colour} ${text.trim()}>`));
    expect(painted.split('\n').slice(2)).toEqual([
      'timescale  <yellow degraded>  yes       yes          5432   <green 2 h ago, 1.2 kB>  <red 13 d ago, by drill>  no extension',
      'a          <dim stopped>  no        no           -      <dim ->  <dim ->',
    ]);
    const lost = {
      ...report,
      components: report.components.map((component) => ({ ...component, hasData: true, lastBackup: null, lastVerified: null })),
    };
    expect(renderStatusTable(lost, (text, colour) => (colour === 'red' ? `<red ${text.trim()}>` : text))).toContain('<red ->  <red ->');
  });

  it('fits the terminal: what is not as it should be is said beside the state, then less is said of backups, then details go below', () => {
    const wide = {
      ...report,
      components: report.components.map((one) => ({ ...one, detail: one.detail === '' ? '' : 'no extension could be loaded' })),
    };
    const at = (width: number): string[] => renderStatusTable(wide, plain, width).split('\n');
    expect(at(120)).toEqual([
      'environment local, runtime process',
      'COMPONENT  STATE     PREPARED  INITIALISED  PORTS  LAST BACKUP      VERIFIED            DETAIL',
      'timescale  degraded  yes       yes          5432   2 h ago, 1.2 kB  13 d ago, by drill  no extension could be loaded',
      'a          stopped   no        no           -      -                -',
    ]);
    expect(at(90)).toEqual([
      'environment local, runtime process',
      'COMPONENT  STATE                  PORTS  LAST BACKUP  VERIFIED  DETAIL',
      'timescale  degraded               5432   2 h ago      13 d ago  no extension could be',
      '                                                                loaded',
      'a          stopped, not prepared  -      -            -',
    ]);
    expect(at(70)).toEqual([
      'environment local, runtime process',
      'COMPONENT  STATE                  PORTS  LAST BACKUP  VERIFIED',
      'timescale  degraded               5432   2 h ago      13 d ago',
      '    no extension could be loaded',
      'a          stopped, not prepared  -      -            -',
    ]);
    expect(at(50)).toEqual([
      'environment local, runtime process',
      'COMPONENT  STATE         PORTS  LAST BACKUP',
      'timescale  degraded      5432   2 h ago',
      '    no extension could be loaded',
      'a          stopped, not  -      -',
      '           prepared',
    ]);
  });

  it('gives other programs exactly the promised keys', () => {
    const { environment, runtime, components } = report;
    expect(statusAsJson(report)).toEqual({ environment, runtime, components });
  });
});
