import { unreachable } from '@dust-workspace/component';
import { isReady } from './observation.js';
import type { Operation, Scene, Verb } from './plan.js';

/** Adds the edges to the other operations of this plan that the meaning of the verbs demands. */
export function withEdges(operation: Operation, operations: ReadonlyMap<string, Operation>, input: Scene): Operation {
  const edges = new Edges(operations);
  const { component: name, verb } = operation;
  const { graph, components } = input;
  switch (verb) {
    case 'stop':
      // What needs it must not run any more; its container may still be cleared away.
      for (const dependent of graph.dependentsOf(name)) {
        edges.require(dependent, 'stop');
        edges.reach(dependent, 'stop');
      }
      for (const other of components.keys()) if (graph.wantsOf(other).includes(name)) edges.follow(other, 'stop');
      // A hot backup of something that is about to go down is taken first.
      if (!isCold(name, input)) {
        edges.follow(name, 'backup');
        edges.reach(name, 'backup');
      }
      // What is replaced goes down when everything for what takes its place is here: an image can take long, or be missing.
      if (operations.has(`${name}:start`) && !hasVerb(operations, 'purge'))
        for (const need of graph.closure([name])) edges.require(need, 'prep');
      break;
    case 'purge':
      edges.require(name, 'stop');
      for (const user of graph.preparedFor(name)) edges.require(user, 'stop');
      break;
    case 'clean':
    case 'restore':
      edges.require(name, 'stop');
      break;
    case 'prep':
      edges.require(name, 'purge');
      for (const need of graph.preparedFirst(name)) edges.require(need, 'prep');
      break;
    case 'backup':
      if (isCold(name, input)) edges.require(name, 'stop');
      for (const writer of input.paused) edges.require(writer, 'stop');
      break;
    case 'verify':
      break;
    case 'start':
      edges.require(name, 'prep', 'stop', 'clean', 'purge');
      if (components.get(name)?.manifest.init?.when === 'before-start') edges.require(name, 'init');
      followNeeds(edges, name, input);
      // What went down for a backup or a restore comes back whatever became of it.
      for (const need of graph.closure([name])) {
        edges.follow(need, 'backup', 'restore');
        edges.reach(need, 'backup');
      }
      if (input.paused.has(name))
        for (const other of components.keys()) {
          edges.follow(other, 'backup');
          edges.reach(other, 'backup');
        }
      // Containers are made together, in one go, when what was there before is gone and all images are here.
      if (input.containers.has(name)) for (const other of input.containers) edges.follow(other, 'prep', 'stop');
      break;
    case 'init':
      edges.require(name, 'prep', 'clean');
      if (components.get(name)?.manifest.init?.when === 'after-start') edges.require(name, 'start');
      else {
        followNeeds(edges, name, input);
        for (const need of graph.closure([name])) edges.follow(need, 'restore');
      }
      break;
    default:
      unreachable(verb);
  }
  return { ...operation, ...edges.of(operation.id) };
}

function followNeeds(edges: Edges, name: string, input: Scene): void {
  const manifest = input.components.get(name)?.manifest;
  for (const [need, condition] of Object.entries(manifest?.needs ?? {})) {
    if (condition === 'prepared') {
      edges.require(need, 'prep');
      continue;
    }
    edges.require(need, 'start');
    if (condition === 'initialised') edges.require(need, 'init');
    if (condition === 'started') edges.reach(need, 'start');
  }
  for (const [want, condition] of Object.entries(manifest?.wants ?? {})) {
    edges.follow(want, condition === 'prepared' ? 'prep' : 'start');
    if (condition === 'initialised') edges.follow(want, 'init');
    if (condition === 'started') edges.reach(want, 'start');
  }
}

function hasVerb(operations: ReadonlyMap<string, Operation>, verb: Verb): boolean {
  return [...operations.values()].some((operation) => operation.verb === verb);
}

function isCold(name: string, input: Scene): boolean {
  const observed = input.observed.get(name);
  if (input.paused.has(name)) return true;
  return observed !== undefined && (!isReady(observed.state) || input.coldBackups.has(name));
}

/** Collects the edges of one operation, to those operations that the plan holds. */
class Edges {
  readonly #after = new Set<string>();
  readonly #requires = new Set<string>();
  readonly #milestones = new Set<string>();

  constructor(readonly operations: ReadonlyMap<string, Operation>) {}

  /** Goes after these, and only if they succeeded. */
  require(component: string, ...verbs: readonly Verb[]): void {
    for (const verb of verbs) {
      const id = `${component}:${verb}`;
      if (!this.operations.has(id)) continue;
      this.#after.add(id);
      this.#requires.add(id);
    }
  }

  /** Goes after these, whatever became of them. */
  follow(component: string, ...verbs: readonly Verb[]): void {
    for (const verb of verbs) if (this.operations.has(`${component}:${verb}`)) this.#after.add(`${component}:${verb}`);
  }

  /** Of this one it is enough that it has reached its milestone. */
  reach(component: string, verb: Verb): void {
    if (this.#after.has(`${component}:${verb}`)) this.#milestones.add(`${component}:${verb}`);
  }

  of(id: string): Pick<Operation, 'after' | 'requires' | 'milestones'> {
    this.#after.delete(id);
    return { after: [...this.#after], requires: [...this.#requires], milestones: [...this.#milestones] };
  }
}
