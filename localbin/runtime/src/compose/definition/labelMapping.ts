import type { Mapping } from '@dust-workspace/component';

/** Labels as a mapping, also where they are written as a list of `name=value`. */
export function labelMapping(labels: unknown): Mapping {
  if (!Array.isArray(labels)) return (labels ?? {}) as Mapping;
  return Object.fromEntries(
    labels.map(String).map((label) => {
      const equals = label.indexOf('=');
      return equals === -1 ? [label, ''] : [label.slice(0, equals), label.slice(equals + 1)];
    }),
  );
}
