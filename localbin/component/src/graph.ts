import type { Component } from './component.js';

/**
 * Who needs and wants whom, as far as it runs; and who is prepared before whom. Pure; every answer is in a fixed order, alphabetical where nothing else decides.
 * Only the components it was made of count: an edge to any other name is left out, and other names have no edges.
 */
export class ComponentGraph {
  private readonly needs = new Map<string, readonly string[]>();
  private readonly wants = new Map<string, readonly string[]>();
  private readonly dependents = new Map<string, string[]>();
  private readonly prepared = new Map<string, readonly string[]>();
  private readonly users = new Map<string, string[]>();

  constructor(components: ReadonlyMap<string, Component>) {
    const known = (edges: object) =>
      Object.keys(edges)
        .filter((name) => components.has(name))
        .sort();
    for (const name of [...components.keys()].sort()) {
      const { needs = {}, wants = {} } = components.get(name)?.manifest ?? {};
      const isPreparation = (need: string): boolean => needs[need] === 'prepared';
      this.needs.set(
        name,
        known(needs).filter((need) => !isPreparation(need)),
      );
      this.prepared.set(name, known(needs).filter(isPreparation));
      this.wants.set(name, known(wants));
      for (const need of this.needsOf(name)) push(this.dependents, need, name);
      for (const need of this.preparedFirst(name)) push(this.users, need, name);
    }
  }

  /** What `name` itself needs to be prepared, and not to run. */
  preparedFirst(name: string): readonly string[] {
    return this.prepared.get(name) ?? [];
  }

  /** Those that need `name` itself to be prepared. */
  preparedFor(name: string): readonly string[] {
    return this.users.get(name) ?? [];
  }

  /** What `name` itself needs to run. */
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

  /** `names`, all that they need to run, and all that those need; in the order of starting. */
  closure(names: Iterable<string>): string[] {
    return this.order(reach(names, (name) => this.needsOf(name)));
  }

  /** `names`, all that must be prepared before them, and before those; in the order of preparation. */
  preparation(names: Iterable<string>): string[] {
    return this.order(reach(names, (name) => this.preparedFirst(name)));
  }

  /** `names`, all that need them, and all that need those; in the order of starting, so stop them from the end. */
  dependentsClosure(names: Iterable<string>): string[] {
    return this.order(reach(names, (name) => this.dependentsOf(name)));
  }

  /** `names` such that each comes after everything it needs or wants, also where that is through components not among them. */
  order(names: Iterable<string>): string[] {
    const chosen = new Set(names);
    return this.sequence(chosen).filter((name) => chosen.has(name));
  }

  /** `names` in groups: all in a group can start at once, when the groups before it have. */
  levels(names: Iterable<string>): string[][] {
    const chosen = new Set(names);
    const levels: string[][] = [];
    const reached = new Map<string, number>();
    for (const name of this.sequence(chosen)) {
      const level = Math.max(0, ...this.earlier(name).map((earlier) => reached.get(earlier) ?? 0));
      if (chosen.has(name)) (levels[level] ??= []).push(name);
      reached.set(name, chosen.has(name) ? level + 1 : level);
    }
    return levels.map((level) => level.sort());
  }

  /** `names` and everything that they need and want, directly or not: the earlier before the later. Without recursion, since chains may be long. */
  private sequence(names: ReadonlySet<string>): string[] {
    const ordered = new Set<string>();
    const entered = new Set<string>();
    const path = [...names].sort().reverse();
    for (let name = path.at(-1); name !== undefined; name = path.at(-1)) {
      if (entered.has(name)) ordered.add(path.pop() ?? name);
      else
        path.push(
          ...this.earlier(name)
            .reverse()
            .filter((earlier) => !entered.has(earlier)),
        );
      entered.add(name);
    }
    return [...ordered];
  }

  private earlier(name: string): string[] {
    return [...new Set([...this.needsOf(name), ...this.preparedFirst(name), ...this.wantsOf(name)])].sort();
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
