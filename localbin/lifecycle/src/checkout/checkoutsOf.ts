import type { Catalog } from '@dust-workspace/component';

/** The components that are checkouts, in alphabetical order. */
export function checkoutsOf({ components }: Catalog): string[] {
  return [...components.values()].filter(({ manifest }) => manifest.source !== undefined).map(({ name }) => name);
}
