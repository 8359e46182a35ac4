import type { Component } from './component.js';

/**
 * Who needs and wants whom. Pure; every answer is in a fixed order, alphabetical where nothing else decides.
 * Only the components it was made of count: an edge to any other name is left out, and other names have no edges.
 */
export class ComponentGraph {
  private readonly needs = new Map<string, readonly string[]>();
  private readonly wants = new Map<string, readonly string[]>();
  private readonly dependents = new Map<string, string[]>();

  constructor(components: ReadonlyMap<string, Component>) {
    const known = (edges: object) =>
      Object.keys(edges)
        .filter((name) => components.has(name))
        .sort();
    for (const name of [...components.keys()].sort()) {
      const { needs = {}, wants = {} } = components.get(name)?.manifest ?? {};
      this.needs.set(name, known(needs));
      this.wants.set(name, known(wants));
      for (const need of this.needsOf(name)) push(this.dependents, need, name);
    }
  }

  /** What `name` itself needs. */
  needsOf(name: string): readonly string[] {
    return this.needs.get(name) ?? [];
  }

  /** What `name` itself wants. */
  wantsOf(name: string): readonly string[] {
    return this.wants.get(name) ?? [];
  }

  /** Those that need `name` themselves. */
  dependentsOf(name: string): readonly string[] {
    return this.dependents.get(name) ?? [];
  }

  /** `names`, all that they need, and all that those need; in the order of starting. */
  closure(names: Iterable<string>): string[] {
    return this.order(reach(names, (name) => this.needsOf(name)));
  }

  /** `names`, all that need them, and all that need those; in the order of starting, so stop them from the end. */
  dependentsClosure(names: Iterable<string>): string[] {
    return this.order(reach(names, (name) => this.dependentsOf(name)));
  }

  /** `names` such that each comes after everything it needs or wants, also where that is through components not among them. */
  order(names: Iterable<string>): string[] {
    const chosen = new Set(names);
    const seen = new Set<string>();
    const ordered: string[] = [];
    const visit = (name: string): void => {
      if (seen.has(name)) return;
      seen.add(name);
      for (const earlier of this.earlier(name)) visit(earlier);
      if (chosen.has(name)) ordered.push(name);
    };
    for (const name of [...chosen].sort()) visit(name);
    return ordered;
  }

  /** `names` in groups: all in a group can start at once, when the groups before it have. */
  levels(names: Iterable<string>): string[][] {
    const chosen = new Set(names);
    const depths = new Map<string, number>();
    const depthOf = (name: string): number => {
      const known = depths.get(name);
      if (known !== undefined) return known;
      depths.set(name, 0);
      const depth = Math.max(0, ...this.earlier(name).map((earlier) => depthOf(earlier) + (chosen.has(earlier) ? 1 : 0)));
      depths.set(name, depth);
      return depth;
    };
    const levels: string[][] = [];
    for (const name of [...chosen].sort()) (levels[depthOf(name)] ??= []).push(name);
    return levels;
  }

  private earlier(name: string): string[] {
    return [...new Set([...this.needsOf(name), ...this.wantsOf(name)])].sort();
  }
}

function push(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function reach(names: Iterable<string>, next: (name: string) => readonly string[]): Set<string> {
  const reached = new Set(names);
  for (const name of reached) for (const further of next(name)) reached.add(further);
  return reached;
}
