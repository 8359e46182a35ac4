import type { Component, ComponentGraph, Condition } from '@dust-workspace/component';

/** What a component depends on, in the order of their names. */
export interface ComponentDependencies {
  readonly component: string;
  readonly needs: readonly Dependency[];
}

export interface Dependency {
  readonly component: string;
  /** What it must have reached first. */
  readonly condition: Condition;
  /** Only the order counts (`wants`): neither is started or stopped along with the other. */
  readonly optional: boolean;
}

/** What each component depends on, in the order of starting. Names that are no component are left out, as in the graph. */
export function dependenciesOf(components: ReadonlyMap<string, Component>, graph: ComponentGraph): readonly ComponentDependencies[] {
  return graph.order(components.keys()).map((component) => {
    const { needs = {}, wants = {} } = components.get(component)?.manifest ?? {};
    const edges = (conditions: Readonly<Record<string, Condition>>, optional: boolean): Dependency[] =>
      Object.entries(conditions).map(([name, condition]) => ({ component: name, condition, optional }));
    const all = [...edges(needs, false), ...edges(wants, true).filter(({ component: name }) => needs[name] === undefined)];
    return { component, needs: all.filter(({ component: name }) => components.has(name)).sort(byName) };
  });
}

function byName(one: Dependency, other: Dependency): number {
  return one.component < other.component ? -1 : 1;
}
