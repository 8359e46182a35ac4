import { expect, it } from 'vitest';
import { renderUninitialised } from './renderUninitialised.js';
import type { StatusReport } from './status.js';
import { scene } from './testing/scene.js';

const { components } = scene({ db: { manifest: { init: {} } }, cache: { manifest: { init: {} } }, web: {} });

function report(environment: string, rows: Readonly<Record<string, Partial<StatusReport['components'][number]>>>): StatusReport {
  return {
    environment,
    observedAt: new Date(0),
    runtime: 'process',
    runtimeBecause: null,
    components: Object.entries(rows).map(([name, row]) => ({
      name,
      kind: 'platform',
      runtime: 'process',
      state: 'healthy',
      prepared: true,
      initialised: false,
      ports: {},
      hasData: true,
      lastBackup: null,
      lastVerified: null,
      detail: '',
      ...row,
    })),
    diagnostics: [],
    probes: {},
    addresses: {},
    since: {},
  };
}

it('names what runs uninitialised, with the command that changes it', () => {
  expect(renderUninitialised(report('local', { db: {}, web: {} }), components)).toBe('not initialised: db (dsw init db)');
  expect(renderUninitialised(report('feature-x', { db: { state: 'degraded' }, cache: {} }), components)).toBe(
    'not initialised: db, cache (dsw init --env feature-x db cache)',
  );
});

it('says nothing where that is as it should be', () => {
  const fine = { db: { initialised: true }, cache: { state: 'stopped' }, web: {} } as const;
  expect(renderUninitialised(report('local', fine), components)).toBe('');
});
