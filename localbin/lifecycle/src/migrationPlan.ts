import type { ComponentGraph } from '@dust-workspace/component';
import type { Operation, Plan, Verb } from './plan.js';

export interface Migration {
  readonly graph: ComponentGraph;
  /** Runtime that the components are taken to. */
  readonly target: string;
  /** What is taken there, with data and without. */
  readonly withData: readonly string[];
  readonly empty: readonly string[];
  /** What runs now. */
  readonly ran: readonly string[];
}

/** What a migration will do, step by step. Pure. */
export function migrationPlan({ graph, target, withData, empty, ran }: Migration): Plan {
  const taken = `to take its data to ${target}`;
  const forCopy = withData.filter((name) => !ran.includes(name));
  const affected = new Set(graph.dependentsClosure([...withData, ...empty]));
  const again = graph.order(ran).filter((name) => affected.has(name));
  const down = graph.order([...forCopy, ...again]).reverse();
  const ids = (verb: Verb, names: readonly string[]): string[] => names.map((name) => `${name}:${verb}`);
  const among = (names: readonly string[], chosen: readonly string[]): string[] => names.filter((name) => chosen.includes(name));
  const stopsOfDependents = (name: string): string[] => ids('stop', among(graph.dependentsOf(name), down));
  const moved = [...ids('restore', withData), ...ids('prep', empty)];
  return {
    operations: [
      ...forCopy.map((name) => operation(name, 'start', 'to be backed up')),
      ...withData.map((name) => operation(name, 'backup', taken, [...ids('start', among([name], forCopy)), ...stopsOfDependents(name)])),
      ...down.map((name) =>
        operation(name, 'stop', stopCause(name), [...ids('backup', among([name], withData)), ...stopsOfDependents(name)]),
      ),
      ...withData.map((name) => operation(name, 'restore', taken, ids('stop', down))),
      ...empty.map((name) => operation(name, 'prep', `to run under ${target}`, ids('stop', down))),
      ...again.map((name) => operation(name, 'start', 'it ran before', [...moved, ...ids('start', among(graph.needsOf(name), again))])),
    ],
  };

  function stopCause(name: string): string {
    if (withData.includes(name)) return taken;
    return empty.includes(name) ? `to run under ${target}` : `what it needs is taken to ${target}`;
  }
}

function operation(component: string, verb: Verb, cause: string, after: readonly string[] = []): Operation {
  return { id: `${component}:${verb}`, verb, component, cause, after, requires: after, milestones: [] };
}
