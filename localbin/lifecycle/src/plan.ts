import type { Component, ComponentGraph, Diagnostic } from '@dust-workspace/component';
import { unreachable } from '@dust-workspace/component';
import type { Outcome } from './events.js';
import { isAlive, isReady, isRunning, isUp, type Observation, type ObservedComponent } from './observation.js';

/** The verbs that act on one component. Composites are made of them. */
export const verbs = ['prep', 'purge', 'start', 'stop', 'init', 'clean', 'backup', 'restore', 'verify'] as const;
export type Verb = (typeof verbs)[number];

/** What somebody asked for: one verb on one component, after others. `id` is `<component>:<verb>`. */
export interface Task {
  readonly id: string;
  readonly verb: Verb;
  readonly component: string;
  readonly after: readonly string[];
  /** Whether the component was named, as opposed to being one of all. */
  readonly named: boolean;
}

/** One step of a plan. */
export interface Operation {
  readonly id: string;
  readonly verb: Verb;
  readonly component: string;
  /** Why it is necessary, for people: `stopped`, `needed by console`. */
  readonly cause: string;
  /** Operations that end before this one begins. */
  readonly after: readonly string[];
  /** Those among `after` that must have succeeded. */
  readonly requires: readonly string[];
  /** Those among `after` of which it is enough that they have launched their component, or taken their copy of the data. */
  readonly milestones: readonly string[];
}

export interface Plan {
  readonly operations: readonly Operation[];
}

export interface PlanInput {
  readonly tasks: readonly Task[];
  readonly graph: ComponentGraph;
  readonly components: ReadonlyMap<string, Component>;
  readonly observed: Observation;
  /** Components in no profile, or in another, act only when they are named or needed. */
  readonly profile: string;
  /** Why a running component cannot be backed up through its hook; absent when it can. Asked before planning a backup. */
  readonly coldBackups: ReadonlyMap<string, string>;
  /** Components whose snapshot in the chosen set was checked and found sound. */
  readonly restorable: ReadonlySet<string>;
}

export interface Planned {
  readonly plan: Plan;
  /** Tasks that need no operation, and why. */
  readonly settled: readonly Outcome[];
}

/** The order in which phases follow each other in one plan. An init takes its place right behind the start of its own component. */
const phase: Readonly<Record<Verb, number>> = { stop: 0, verify: 1, backup: 1, purge: 2, clean: 2, prep: 3, restore: 4, start: 5, init: 5 };

/** What must happen to carry out `tasks`, given what is there now. Pure: the same input gives the same plan. */
export function plan(input: PlanInput): Planned {
  const planner = new Planner(input);
  const acting = actingTasks(input);
  for (const task of inOrder(input, acting)) planner.add(task);
  for (const task of input.tasks)
    if (!acting.has(task.id)) planner.settle(task, 'skipped', `outside the profile ${input.profile}; name it to act on it`);
  return planner.result();
}

/** Tasks of components that are named or in the profile, and what those depend on. Stopping and purging spare nobody. */
function actingTasks({ tasks, components, profile }: PlanInput): ReadonlySet<string> {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const acting = new Set<string>();
  const visit = (id: string): void => {
    const task = byId.get(id);
    if (task === undefined || acting.has(id)) return;
    acting.add(id);
    task.after.forEach(visit);
  };
  for (const task of tasks) {
    const inProfile = components.get(task.component)?.manifest.profiles.includes(profile) ?? false;
    if (task.named || inProfile || task.verb === 'stop' || task.verb === 'purge') visit(task.id);
  }
  return acting;
}

/** By phase, then needs first on the way up and dependents first on the way down. */
function inOrder({ tasks, graph }: PlanInput, acting: ReadonlySet<string>): Task[] {
  const rank = new Map(graph.order([...new Set(tasks.map((task) => task.component))]).map((name, index) => [name, index]));
  const rankOf = (task: Task): number => (rank.get(task.component) ?? 0) * (task.verb === 'stop' ? -1 : 1);
  return tasks
    .filter((task) => acting.has(task.id))
    .sort((a, b) => phase[a.verb] - phase[b.verb] || rankOf(a) - rankOf(b) || (a.verb === 'init' ? 1 : 0) - (b.verb === 'init' ? 1 : 0));
}

/** What a component will be like when the operations planned so far are done. */
interface Expected {
  up: boolean;
  ready: boolean;
  prepared: boolean;
  initialised: boolean;
  hasData: boolean;
}

type Settlement = 'unchanged' | 'skipped' | 'failed';

class Planner {
  readonly #operations = new Map<string, Operation>();
  readonly #settled: Outcome[] = [];
  readonly #expected = new Map<string, Expected>();
  readonly #unsettled = new Map<string, string>();

  constructor(readonly input: PlanInput) {}

  result(): Planned {
    return { plan: { operations: [...this.#operations.values()].map((operation) => this.#ordered(operation)) }, settled: this.#settled };
  }

  add(task: Task): void {
    const observed = this.input.observed.get(task.component);
    const component = this.input.components.get(task.component);
    if (observed === undefined || component === undefined) return this.settle(task, 'failed', 'there is no such component');
    const expected = this.#expect(task.component, observed);
    switch (task.verb) {
      case 'prep':
        if (expected.prepared) return this.settle(task, 'unchanged', 'prepared');
        if (this.#isMisconfigured(task)) return;
        expected.prepared = true;
        return this.#operate(task, observed.prepared ? 'purged before' : 'not prepared yet');
      case 'start':
        return this.#start(task, component, observed, expected);
      case 'stop':
        return this.#stop(task, observed, expected);
      case 'init':
        return this.#init(task, component, observed, expected);
      case 'clean':
      case 'purge':
        return this.#remove(task, observed, expected);
      case 'backup':
        return this.#backup(task, observed, expected);
      case 'restore':
        return this.#restore(task, observed, expected);
      case 'verify':
        if (!this.input.restorable.has(task.component)) return this.settle(task, 'skipped', 'is not in the set');
        return this.#operate(task, 'requested');
      default:
        return unreachable(task.verb);
    }
  }

  settle(task: Pick<Task, 'id' | 'verb' | 'component'>, kind: Settlement, detail: string, diagnostics: readonly Diagnostic[] = []): void {
    const { id, verb, component } = task;
    if (kind !== 'unchanged') this.#unsettled.set(id, detail);
    this.#settled.push({ id, verb, component, kind, detail, diagnostics, milliseconds: 0 });
  }

  #start(task: Task, component: Component, observed: ObservedComponent, expected: Expected): void {
    if (expected.up && expected.ready)
      return this.settle(task, 'unchanged', `${observed.state}${observed.detail === '' ? '' : `, ${observed.detail}`}`);
    if (this.#isMisconfigured(task) || this.#cannotRun(task, observed)) return;
    if (!expected.prepared) return this.#refuse(task, 'was never prepared', `run prep first: dsw prep ${task.component}`);
    for (const need of Object.keys(component.manifest.needs)) {
      const missing = this.#unsettled.get(`${need}:start`) ?? this.#unsettled.get(`${need}:init`);
      if (missing !== undefined) return this.settle(task, 'skipped', `needs ${need}, which ${missing}`);
    }
    Object.assign(expected, { up: true, ready: true, hasData: true });
    const neededBy = this.input.graph
      .dependentsOf(task.component)
      .filter((name) => this.input.tasks.some((other) => other.id === `${name}:start`));
    this.#operate(task, causeOfStart(observed, this.#operations.has(`${task.component}:stop`), task.named ? [] : neededBy));
  }

  #stop(task: Task, observed: ObservedComponent, expected: Expected): void {
    if (!isUp(observed))
      return this.settle(task, 'unchanged', observed.state === 'unavailable' ? 'not running; unavailable here' : 'not running');
    Object.assign(expected, { up: false, ready: false });
    const stopping = this.input.graph.needsOf(task.component).filter((need) => this.input.tasks.some(({ id }) => id === `${need}:stop`));
    const cause = stopping.length === 0 ? `it is ${observed.state}` : `it needs ${stopping.join(', ')}`;
    this.#operate(task, task.named ? 'requested' : cause);
  }

  #init(task: Task, component: Component, observed: ObservedComponent, expected: Expected): void {
    if (component.manifest.init === undefined) return this.settle(task, 'unchanged', 'has nothing to initialise');
    if (expected.initialised) return this.settle(task, 'unchanged', 'initialised');
    if (this.#isMisconfigured(task) || this.#cannotRun(task, observed)) return;
    if (component.manifest.init.when === 'after-start' && !expected.ready) {
      const reason = this.#unsettled.get(`${task.component}:start`);
      if (reason !== undefined) return this.settle(task, 'skipped', `its start was skipped: ${reason}`);
      return this.#refuse(task, 'is not running', `start it first: dsw start ${task.component}`);
    }
    if (!expected.prepared) return this.#refuse(task, 'was never prepared', `run prep first: dsw prep ${task.component}`);
    expected.initialised = true;
    this.#operate(task, observed.initialised ? 'cleaned before' : 'not initialised yet');
  }

  #remove(task: Task, observed: ObservedComponent, expected: Expected): void {
    if (expected.up) return this.#refuse(task, 'is running', `stop it first: dsw stop ${task.component}`);
    if (task.verb === 'clean' && !observed.hasData) return this.settle(task, 'unchanged', 'has no data');
    if (task.verb === 'purge' && !observed.prepared && !observed.hasData) return this.settle(task, 'unchanged', 'was never prepared');
    Object.assign(expected, { initialised: false, hasData: false, prepared: task.verb === 'clean' });
    this.#operate(task, 'requested');
  }

  #backup(task: Task, observed: ObservedComponent, expected: Expected): void {
    if (!observed.prepared) return this.settle(task, 'skipped', 'was never prepared');
    if (!observed.hasData) return this.settle(task, 'skipped', 'has no data');
    const cold = this.input.coldBackups.get(task.component);
    if (!isAlive(observed)) return this.#operate(task, 'stopped: a copy of its volume');
    if (this.#isMisconfigured(task)) return;
    if (expected.up && cold === undefined && isReady(observed.state)) return this.#operate(task, 'running: through its hook');
    const reason = cold ?? `it is ${observed.state}`;
    this.#around(task, `${reason}: a copy of its volume while it is down`);
  }

  #restore(task: Task, observed: ObservedComponent, expected: Expected): void {
    if (!this.input.restorable.has(task.component)) return this.settle(task, 'skipped', 'is not in the set');
    if (this.#isMisconfigured(task) || this.#cannotRun(task, observed)) return;
    this.#around(task, 'requested');
    Object.assign(expected, { hasData: true, prepared: true });
  }

  /** The component and what needs it go down before the operation and come back afterwards, whatever became of it. */
  #around(task: Task, cause: string): void {
    const affected = [task.component, ...this.input.graph.dependentsClosure([task.component]).filter((name) => name !== task.component)];
    const those = (are: (observed: ObservedComponent) => boolean): string[] =>
      affected.filter((name) => {
        const observed = this.input.observed.get(name);
        return observed !== undefined && are(observed);
      });
    // A restore starts its own component by itself, to see whether it is healthy.
    const again = those(isRunning).filter((name) => name !== task.component || task.verb !== 'restore');
    if (this.#isMisconfigured(task, again)) return;
    for (const name of those(isAlive).toReversed())
      this.#put(
        name,
        'stop',
        name === task.component ? `for its ${task.verb}` : `needs ${task.component}, which is down for its ${task.verb}`,
      );
    this.#operate(task, cause);
    for (const name of again) this.#put(name, 'start', 'it ran before');
  }

  /** Settles the task when its component, or one of `others`, must not be started as it is configured. A purge removes the configuration. */
  #isMisconfigured(task: Task, others: readonly string[] = []): boolean {
    const problems = [...new Set([task.component, ...others])]
      .filter((name) => !this.#operations.has(`${name}:purge`))
      .flatMap((name) => this.input.observed.get(name)?.misconfigured ?? []);
    if (problems.length > 0) this.settle(task, 'failed', 'is misconfigured', problems);
    return problems.length > 0;
  }

  /** Settles the task when its component cannot run here. */
  #cannotRun(task: Task, observed: ObservedComponent): boolean {
    if (observed.state !== 'unavailable' && observed.state !== 'unknown') return false;
    this.#refuse(task, `is ${observed.state}`, observed.detail);
    return true;
  }

  /** An error for a component that was asked for by name, no failure for one among many. */
  #refuse(task: Task, state: string, remedy: string): void {
    this.settle(task, task.named ? 'failed' : 'skipped', `${state}: ${remedy}`);
  }

  #operate(task: Task, cause: string): void {
    this.#put(task.component, task.verb, cause);
  }

  #put(component: string, verb: Verb, cause: string): void {
    const id = `${component}:${verb}`;
    if (!this.#operations.has(id)) this.#operations.set(id, { id, verb, component, cause, after: [], requires: [], milestones: [] });
  }

  #expect(name: string, observed: ObservedComponent): Expected {
    const found = this.#expected.get(name);
    if (found !== undefined) return found;
    const expected = {
      up: isAlive(observed),
      ready: isReady(observed.state),
      prepared: observed.prepared,
      initialised: observed.initialised,
      hasData: observed.hasData,
    };
    this.#expected.set(name, expected);
    return expected;
  }

  /** Adds the edges to the other operations of this plan that the meaning of the verbs demands. */
  #ordered(operation: Operation): Operation {
    const edges = new Edges(this.#operations);
    const { component: name, verb } = operation;
    const { graph, components } = this.input;
    switch (verb) {
      case 'stop':
        for (const dependent of graph.dependentsOf(name)) edges.require(dependent, 'stop');
        for (const other of components.keys()) if (graph.wantsOf(other).includes(name)) edges.follow(other, 'stop');
        // A hot backup of something that is about to go down is taken first.
        if (!this.#isCold(name)) {
          edges.follow(name, 'backup');
          edges.reach(name, 'backup');
        }
        break;
      case 'purge':
      case 'clean':
      case 'restore':
        edges.require(name, 'stop');
        break;
      case 'prep':
        edges.require(name, 'purge');
        break;
      case 'backup':
        if (this.#isCold(name)) edges.require(name, 'stop');
        break;
      case 'verify':
        break;
      case 'start':
        edges.require(name, 'prep', 'stop', 'clean', 'purge');
        if (components.get(name)?.manifest.init?.when === 'before-start') edges.require(name, 'init');
        this.#followNeeds(edges, name);
        // What went down for a backup or a restore comes back whatever became of it.
        for (const need of graph.closure([name])) {
          edges.follow(need, 'backup', 'restore');
          edges.reach(need, 'backup');
        }
        break;
      case 'init':
        edges.require(name, 'prep', 'clean');
        if (components.get(name)?.manifest.init?.when === 'after-start') edges.require(name, 'start');
        else this.#followNeeds(edges, name);
        break;
      default:
        unreachable(verb);
    }
    return { ...operation, ...edges.of(operation.id) };
  }

  #followNeeds(edges: Edges, name: string): void {
    const manifest = this.input.components.get(name)?.manifest;
    for (const [need, condition] of Object.entries(manifest?.needs ?? {})) {
      edges.require(need, 'start');
      if (condition === 'initialised') edges.require(need, 'init');
      if (condition === 'started') edges.reach(need, 'start');
    }
    for (const [want, condition] of Object.entries(manifest?.wants ?? {})) {
      edges.follow(want, 'start');
      if (condition === 'initialised') edges.follow(want, 'init');
      if (condition === 'started') edges.reach(want, 'start');
    }
  }

  #isCold(name: string): boolean {
    const observed = this.input.observed.get(name);
    return observed !== undefined && (!isReady(observed.state) || this.input.coldBackups.has(name));
  }
}

function causeOfStart(observed: ObservedComponent, stoppedBefore: boolean, neededBy: readonly string[]): string {
  const found = stoppedBefore ? 'it ran before' : `it is ${observed.state}`;
  return neededBy.length === 0 ? found : `${found}, needed by ${neededBy.join(', ')}`;
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
