import type { ComponentState, ComponentStatus, StatusReport } from '@dust-workspace/lifecycle';

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
    lastBackup: null,
    detail: '',
    ...more,
  };
}

export function reportOf(components: readonly ComponentStatus[], probes: Readonly<Record<string, number>> = {}): StatusReport {
  return { environment: 'local', runtime: 'process', runtimeBecause: null, components, diagnostics: [], probes, addresses: {} };
}
