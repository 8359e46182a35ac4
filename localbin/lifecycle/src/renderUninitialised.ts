import type { Component } from '@dust-workspace/component';
import type { StatusReport } from './status.js';

/** Who runs without having been initialised, and what does it: an `up` initialises only what others need. Empty where there is nobody. */
export function renderUninitialised({ components, environment }: StatusReport, known: ReadonlyMap<string, Component>): string {
  const names = components
    .filter(({ name, state, initialised }) => !initialised && known.get(name)?.manifest.init !== undefined && runs.has(state))
    .map(({ name }) => name);
  if (names.length === 0) return '';
  return `not initialised: ${names.join(', ')} (dsw init${environment === 'local' ? '' : ` --env ${environment}`} ${names.join(' ')})`;
}

const runs: ReadonlySet<string> = new Set(['running', 'healthy', 'degraded', 'unhealthy', 'starting']);
