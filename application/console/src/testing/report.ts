import { ok, type Result } from '@dust-workspace/component';
import type { ComponentState, ComponentStatus, StatusReport } from '@dust-workspace/lifecycle';
import type { Observed } from '../engine.js';

/** A row of status in which only the name and the state matter. */
export function row(name: string, state: ComponentState, more: Partial<ComponentStatus> = {}): ComponentStatus {
  return {
    name,
    kind: 'platform',
    runtime: 'process',
    state,
    prepared: true,
    initialised: true,
    ports: {},
    hasData: true,
    lastBackup: null,
    lastVerified: null,
    detail: '',
    ...more,
  };
}

export function reportOf(components: readonly ComponentStatus[], probes: Readonly<Record<string, number>> = {}): StatusReport {
  const observedAt = new Date('2026-11-21T12:00:00Z');
  return {
    environment: 'local',
    observedAt,
    runtime: 'process',
    runtimeBecause: null,
    components,
    diagnostics: [],
    probes,
    addresses: {},
    since: {},
  };
}

/** What is observed where nothing depends on anything. */
export function observedOf(report: Result<StatusReport>): Result<Observed> {
  return report.ok ? ok({ report: report.value, dependencies: [], profiles: {} }) : report;
}
