import type { Instance, Place } from '../runtime.js';

/** Instances by the environment that they are in: what is asked of an engine is asked of one environment. */
export function byPlace(instances: readonly Instance[]): { readonly place: Place; readonly instances: Instance[] }[] {
  const groups = new Map<string, { place: Place; instances: Instance[] }>();
  for (const instance of instances) {
    const { workspace, environment } = instance;
    const key = `${workspace}\0${environment}`;
    const group = groups.get(key) ?? { place: { workspace, environment }, instances: [] };
    group.instances.push(instance);
    groups.set(key, group);
  }
  return [...groups.values()];
}

export function namesOf(instances: readonly Instance[]): ReadonlySet<string> {
  return new Set(instances.map(({ component }) => component.name));
}
