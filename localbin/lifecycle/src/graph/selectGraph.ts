import type { ComponentDependencies } from '../dependencies.js';

/** `names` with everything that they need or want, directly or not; all, where there are no names. In the order of starting, as it came. */
export function selectGraph(dependencies: readonly ComponentDependencies[], names: readonly string[]): readonly ComponentDependencies[] {
  if (names.length === 0) return dependencies;
  const byName = new Map(dependencies.map((entry) => [entry.component, entry]));
  const reached = new Set(names);
  for (const name of reached) for (const { component } of byName.get(name)?.needs ?? []) reached.add(component);
  return dependencies.filter(({ component }) => reached.has(component));
}

/** Groups of components that can start at once, when the groups before them have. `dependencies` in the order of starting. */
export function startLevels(dependencies: readonly ComponentDependencies[]): string[][] {
  const levels: string[][] = [];
  const reached = new Map<string, number>();
  for (const { component, needs } of dependencies) {
    const level = Math.max(0, ...needs.map((need) => reached.get(need.component) ?? 0));
    reached.set(component, level + 1);
    (levels[level] ??= []).push(component);
  }
  return levels;
}
