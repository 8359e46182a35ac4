import { formatDuration, unreachable, type Component } from '@dust-workspace/component';
import { defaultWithin, type ProbeResult, type RuntimeState } from '@dust-workspace/runtime';
import type { ComponentState } from './status.js';

/** State and detail, from what the runtime says and, if it was asked, what the readiness probe answered. Pure. */
export function deriveState(
  component: Component,
  runtime: RuntimeState,
  probe: ProbeResult | undefined,
  now: Date,
): { readonly state: ComponentState; readonly detail: string } {
  switch (runtime.kind) {
    case 'stopped':
      return { state: 'stopped', detail: '' };
    case 'exited':
      return { state: 'failed', detail: runtime.detail };
    case 'orphaned':
      return {
        state: 'failed',
        detail: `its main process is gone, but it left ${processes(runtime.pids)} running; stop ends them`,
      };
    case 'unavailable':
      return { state: 'unavailable', detail: runtime.reason };
    case 'unknown':
      return { state: 'unknown', detail: runtime.reason };
    case 'running':
      return running(component, runtime, probe, now);
    default:
      return unreachable(runtime);
  }
}

function running(
  component: Component,
  runtime: Extract<RuntimeState, { kind: 'running' }>,
  probe: ProbeResult | undefined,
  now: Date,
): { readonly state: ComponentState; readonly detail: string } {
  if (runtime.paused === true) return { state: 'unhealthy', detail: 'is paused; a start lets it go on' };
  const since = `up ${formatDuration(Math.max(0, now.getTime() - runtime.since.getTime()))}${restarts(runtime.restarts)}`;
  if (probe === undefined) return { state: runtime.healthy === true ? 'healthy' : 'running', detail: since };
  switch (probe.kind) {
    case 'none':
      return { state: 'running', detail: since };
    case 'ready':
      return probe.degraded === undefined ? { state: 'healthy', detail: since } : { state: 'degraded', detail: probe.degraded };
    case 'not-ready': {
      const starting = now.getTime() - runtime.since.getTime() < (component.manifest.ready?.within ?? defaultWithin);
      return { state: starting ? 'starting' : 'unhealthy', detail: probe.detail };
    }
    default:
      return unreachable(probe);
  }
}

function restarts(count: number): string {
  return count === 0 ? '' : `, started again ${count === 1 ? 'once' : `${count} times`}`;
}

function processes(pids: readonly number[]): string {
  return `${pids.length === 1 ? 'process' : 'processes'} ${pids.join(', ')}`;
}
