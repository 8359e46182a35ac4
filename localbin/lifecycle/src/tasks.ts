import type { ComponentGraph, Component } from '@dust-workspace/component';
import { unreachable } from '@dust-workspace/component';
import { isUp, type Observation } from './observation.js';
import type { Task, Verb } from './plan.js';

/** What people say that is made of several verbs, over one component or over the whole workspace. */
export const composites = ['up', 'down', 'restart', 'reset', 'rebase', 'bootstrap', 'test'] as const;
export type Composite = (typeof composites)[number];

export interface TaskInput {
  readonly graph: ComponentGraph;
  readonly components: ReadonlyMap<string, Component>;
  readonly observed: Observation;
  /** The components that were named; none stands for the whole workspace. */
  readonly names: readonly string[];
  readonly profile: string;
}

/**
 * The tasks behind one word, with the closure that it takes: what goes up takes its needs along, what goes down its dependents.
 * Pure. Nx has a task graph of its own and does not come through here, except for composites.
 */
export function tasksFor(word: Verb | Composite, input: TaskInput): Task[] {
  const { graph } = input;
  const chosen = input.names.length > 0 ? [...input.names] : all(input);
  const inProfile = input.names.length > 0 ? chosen : chosen.filter((name) => isInProfile(input, name));
  const build = new TaskList(input.names);
  switch (word) {
    case 'prep':
      addPreparation(build, input, inProfile);
      break;
    case 'up':
    case 'start':
      addStarts(build, input, inProfile);
      break;
    case 'bootstrap':
      addStarts(build, input, inProfile);
      addInits(build, input, graph.closure(inProfile));
      break;
    case 'init':
      addStarts(build, input, inProfile);
      addInits(build, input, inProfile);
      break;
    case 'stop':
    case 'down':
      build.add('stop', graph.dependentsClosure(chosen));
      break;
    case 'restart': {
      const wanted = input.names.length > 0 ? chosen : chosen.filter((name) => isInProfile(input, name) || wasUp(input, name));
      const stopped = graph.dependentsClosure(wanted);
      const again = stopped.filter((name) => wanted.includes(name) || wasUp(input, name));
      build.add('stop', stopped);
      build.name(again);
      addStarts(build, input, again);
      break;
    }
    case 'clean':
      build.add('stop', graph.dependentsClosure(inProfile));
      build.add('clean', inProfile);
      break;
    case 'reset': {
      const stopped = graph.dependentsClosure(inProfile);
      const again = stopped.filter((name) => wasUp(input, name));
      build.add('stop', stopped);
      build.add('clean', inProfile);
      build.name(again);
      addStarts(build, input, [...inProfile, ...again]);
      addInits(build, input, inProfile);
      break;
    }
    case 'purge':
      build.add('stop', withUsers(graph, chosen));
      build.add('purge', chosen);
      break;
    case 'rebase':
      build.add('stop', withUsers(graph, chosen));
      build.add('purge', chosen);
      addPreparation(build, input, inProfile);
      break;
    case 'test': {
      const needs = Object.entries(
        Object.assign({}, ...input.names.map((name) => testNeedsOf(input, name))) as Component['manifest']['needs'],
      );
      const running = needs.flatMap(([name, condition]) => (condition === 'prepared' ? [] : [name]));
      build.name(needs.map(([name]) => name));
      addPreparation(build, input, [...input.names, ...needs.map(([name]) => name)]);
      addStarts(build, input, running);
      addInits(
        build,
        input,
        needs.flatMap(([name, condition]) => (condition === 'initialised' ? [name] : [])),
      );
      break;
    }
    case 'backup':
    case 'restore':
    case 'verify':
      build.add(word, chosen);
      break;
    default:
      return unreachable(word);
  }
  return build.tasks();
}

function testNeedsOf({ components }: TaskInput, name: string): Component['manifest']['needs'] {
  return components.get(name)?.manifest.test?.needs ?? {};
}

class TaskList {
  readonly #tasks = new Map<string, Task>();
  readonly #named: Set<string>;

  constructor(named: readonly string[]) {
    this.#named = new Set(named);
  }

  /** From here on these count as named: they ran before, so they come back whatever the profile. */
  name(components: readonly string[]): void {
    for (const component of components) this.#named.add(component);
  }

  add(verb: Verb, components: readonly string[], after: (name: string) => readonly string[] = () => []): void {
    for (const component of components) {
      const id = `${component}:${verb}`;
      if (!this.#tasks.has(id)) this.#tasks.set(id, { id, verb, component, after: after(component), named: this.#named.has(component) });
    }
  }

  tasks(): Task[] {
    return [...this.#tasks.values()];
  }
}

/** With what must be prepared before them. */
function addPreparation(build: TaskList, { graph }: Pick<TaskInput, 'graph'>, names: readonly string[]): void {
  build.add('prep', graph.preparation(names), (name) => graph.preparedFirst(name).map((need) => `${need}:prep`));
}

/** Starts with all that they take: preparation, needs, and the initialisation that a need or the component itself demands. */
function addStarts(build: TaskList, { graph, components }: TaskInput, names: readonly string[]): void {
  const closure = graph.closure(names);
  const initialised = closure.filter((name) => {
    const beforeOwnStart = components.get(name)?.manifest.init?.when === 'before-start';
    const demanded = closure.some((other) => components.get(other)?.manifest.needs[name] === 'initialised');
    return beforeOwnStart || demanded;
  });
  addPreparation(build, { graph }, closure);
  build.add('start', closure, (name) => [
    `${name}:prep`,
    ...graph.needsOf(name).flatMap((need) => [`${need}:start`, `${need}:init`]),
    ...(components.get(name)?.manifest.init?.when === 'before-start' ? [`${name}:init`] : []),
  ]);
  build.add('init', initialised, (name) => initDependencies(name, graph, components));
}

/** And what runs from what they have prepared. */
function withUsers(graph: ComponentGraph, names: readonly string[]): string[] {
  return graph.dependentsClosure([...names, ...names.flatMap((name) => graph.preparedFor(name))]);
}

function addInits(build: TaskList, { graph, components }: TaskInput, names: readonly string[]): void {
  build.add('init', names, (name) => initDependencies(name, graph, components));
}

function initDependencies(name: string, graph: ComponentGraph, components: ReadonlyMap<string, Component>): string[] {
  if (components.get(name)?.manifest.init?.when === 'before-start')
    return graph.needsOf(name).flatMap((need) => [`${need}:start`, `${need}:init`]);
  return [`${name}:start`];
}

function all({ components }: TaskInput): string[] {
  return [...components.keys()];
}

function isInProfile({ components, profile }: TaskInput, name: string): boolean {
  return components.get(name)?.manifest.profiles.includes(profile) ?? false;
}

function wasUp({ observed }: TaskInput, name: string): boolean {
  const found = observed.get(name);
  return found !== undefined && isUp(found);
}
