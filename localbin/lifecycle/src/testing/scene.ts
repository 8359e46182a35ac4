import { checkoutSchema, ComponentGraph, manifestSchema, type Component } from '@dust-workspace/component';
import type { ObservedComponent, Observation } from '../observation.js';
import type { ComponentState } from '../status.js';

/** A few components with their states, for tests of what is decided about them. */
export interface Scene {
  readonly components: ReadonlyMap<string, Component>;
  readonly graph: ComponentGraph;
  readonly observed: Observation;
}

export interface SceneComponent {
  readonly manifest?: object;
  readonly state?: ComponentState;
  readonly observed?: Partial<ObservedComponent>;
}

export function scene(described: Readonly<Record<string, SceneComponent>>): Scene {
  const components = new Map(Object.entries(described).map(([name, { manifest }]) => [name, componentOf(name, manifest ?? {})]));
  const observed = new Map(
    Object.entries(described).map(([name, { state, observed: more }]) => [name, observedAs(state ?? 'stopped', more ?? {})]),
  );
  return { components, graph: new ComponentGraph(components), observed };
}

function componentOf(name: string, manifest: object): Component {
  return {
    name,
    kind: 'platform',
    root: `platform/${name}`,
    directory: `/workspace/platform/${name}`,
    manifest: ('source' in manifest ? checkoutSchema : manifestSchema).parse({
      description: name,
      profiles: ['starter'],
      runtimes: { process: { command: ['sleep', 'infinity'] } },
      ...manifest,
    }),
    hooks: { scripts: {} },
  };
}

function observedAs(state: ComponentState, more: Partial<ObservedComponent>): ObservedComponent {
  const up = ['starting', 'running', 'healthy', 'degraded', 'unhealthy'].includes(state);
  return {
    state,
    detail: '',
    runtime: up
      ? { kind: 'running', since: new Date(0), restarts: 0 }
      : state === 'failed'
        ? { kind: 'exited', detail: 'exited' }
        : state === 'unavailable'
          ? { kind: 'unavailable', reason: 'missing' }
          : { kind: 'stopped' },
    prepared: true,
    initialised: true,
    hasData: true,
    ports: {},
    lastBackup: null,
    ...more,
  };
}
