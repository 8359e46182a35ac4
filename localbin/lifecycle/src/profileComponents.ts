import type { Base } from './session.js';

/** The names of the components in the profile that commands act on. */
export function profileComponents({ catalog, selection }: Pick<Base, 'catalog' | 'selection'>): string[] {
  return [...catalog.components.values()].filter(({ manifest }) => manifest.profiles.includes(selection.profile)).map(({ name }) => name);
}
