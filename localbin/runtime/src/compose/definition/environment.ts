import { isMapping } from '@dust-workspace/component';

const plainName = /^[_a-z][_a-z0-9]*$/i;

/**
 * An `environment`, or the `args` of a build, in which names without a value, which Compose would take from its own environment,
 * refer to the component's variables.
 */
export function withoutPassThrough(environment: unknown): unknown {
  if (Array.isArray(environment)) return environment.map((entry: unknown) => (isPassThrough(entry) ? `${entry}=\${${entry}}` : entry));
  if (!isMapping(environment)) return environment;
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value === null && plainName.test(name) ? `\${${name}}` : value]),
  );
}

/** The names without a value in an `environment`, with their keys or indexes. */
export function passedThrough(
  environment: unknown,
): { readonly name: string; readonly key: string | number; readonly part: 'key' | 'value' }[] {
  if (Array.isArray(environment))
    return environment.flatMap((entry: unknown, key) => (isPassThrough(entry) ? [{ name: entry, key, part: 'value' as const }] : []));
  if (!isMapping(environment)) return [];
  return Object.entries(environment).flatMap(([name, value]) =>
    value === null && plainName.test(name) ? [{ name, key: name, part: 'key' as const }] : [],
  );
}

function isPassThrough(entry: unknown): entry is string {
  return typeof entry === 'string' && plainName.test(entry);
}
