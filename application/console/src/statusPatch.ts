import type { StatusAnswer, StatusPatch } from './api.js';

/**
 * What has to be laid over `before` to make it `after`, or nothing when only time went by. What changes with every sample, the number of samples
 * that wait for the database, counts as well. Pure.
 */
export function statusPatch(before: StatusAnswer, after: StatusAnswer): StatusPatch | undefined {
  const known = new Map(before.components.map((component) => [component.name, component]));
  const names = new Set(after.components.map(({ name }) => name));
  const components = after.components.filter((component) => !isSame(component, known.get(component.name)));
  const removed = before.components.flatMap(({ name }) => (names.has(name) ? [] : [name]));
  const rest = {
    ...field('probes', changedEntries(before.probes, after.probes)),
    ...field('addresses', changedEntries(before.addresses, after.addresses)),
    ...field('since', changedEntries(before.since, after.since)),
    ...field('usage', changedEntries(before.usage, after.usage)),
    ...changedField('runtime', before, after),
    ...changedField('dependencies', before, after),
    ...changedField('profiles', before, after),
    ...changedField('database', before, after),
    ...changedField('diagnostics', before, after),
    ...changedField('changes', before, after),
  };
  if (components.length === 0 && removed.length === 0 && Object.keys(rest).length === 0) return undefined;
  return { at: after.at, components, removed, ...rest };
}

/** Entries that are new or other than before, and null for those that are gone. Undefined where there are none. */
function changedEntries<T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
): Readonly<Record<string, T | null>> | undefined {
  const changed = Object.entries(after).filter(([name, value]) => !isSame(value, before[name]));
  const gone = Object.keys(before).flatMap((name) => (name in after ? [] : [[name, null] as const]));
  return changed.length + gone.length === 0 ? undefined : Object.fromEntries([...changed, ...gone]);
}

function field<K extends string, T>(name: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, T>);
}

function changedField<K extends keyof StatusAnswer>(name: K, before: StatusAnswer, after: StatusAnswer): Partial<Pick<StatusAnswer, K>> {
  return isSame(before[name], after[name]) ? {} : ({ [name]: after[name] } as Pick<StatusAnswer, K>);
}

/** Both come from the same code, so that equal values have their keys in the same order. */
function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
