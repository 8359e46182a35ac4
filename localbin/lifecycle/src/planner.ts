import { hasRuntime, problem, unreachable, type Component, type Diagnostic } from '@dust-workspace/component';
import type { Outcome } from './events.js';
import { isAlive, isReady, isRunning, isUp, type ObservedComponent } from './observation.js';
import { withEdges } from './operationEdges.js';
import type { Operation, Planned, Scene, Task, Verb } from './plan.js';

/** What a component will be like when the operations planned so far are done. */
interface Expected {
  up: boolean;
  ready: boolean;
  prepared: boolean;
  initialised: boolean;
  hasData: boolean;
}

type Settlement = 'unchanged' | 'skipped' | 'failed';

/** Decides task by task, in the order of `plan`, what is to be done, expecting of each component what the operations planned so far will make of it. */
export class Planner {
  readonly #operations = new Map<string, Operation>();
  readonly #settled: Outcome[] = [];
  readonly #expected = new Map<string, Expected>();
  readonly #unsettled = new Map<string, string>();
  readonly #lacking = new Map<string, Diagnostic>();

  constructor(readonly input: Scene) {}

  result(): Planned {
    return {
      plan: { operations: [...this.#operations.values()].map((operation) => withEdges(operation, this.#operations, this.input)) },
      settled: this.#settled,
      lacking: [...this.#lacking.values()],
    };
  }

  /** Whether an operation does the task. */
  has(id: string): boolean {
    return this.#operations.has(id);
  }

  add(task: Task): void {
    const observed = this.input.observed.get(task.component);
    const component = this.input.components.get(task.component);
    if (observed === undefined || component === undefined) return this.settle(task, 'failed', 'there is no such component');
    const expected = this.#expect(task.component, observed);
    switch (task.verb) {
      case 'prep':
        return this.#prep(task, component, observed, expected);
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

  #prep(task: Task, component: Component, observed: ObservedComponent, expected: Expected): void {
    const base = this.#preparedAgain(component);
    const moved = observed.outdated?.prepare ?? (base === undefined ? undefined : `${base} is prepared before`);
    if (expected.prepared && moved === undefined) return this.settle(task, 'unchanged', 'prepared');
    if (this.#isMisconfigured(task) || this.#lacksPreparation(task)) return;
    // What builds needs its tools.
    if (component.manifest.prep !== undefined && this.#cannotRun(task, observed)) return;
    const cause = expected.prepared ? moved : 'purged before';
    expected.prepared = true;
    this.#operate(task, observed.prepared && cause !== undefined ? cause : 'not prepared yet');
  }

  /** What it builds from is made anew in this plan. */
  #preparedAgain({ name, manifest }: Component): string | undefined {
    if (manifest.prep === undefined) return undefined;
    return this.input.graph.preparedFirst(name).find((need) => this.#operations.has(`${need}:prep`));
  }

  /** Settles the task when something that the component needs to run will not. */
  #lacksNeed(task: Task, { manifest }: Component): boolean {
    for (const need of Object.keys(manifest.needs)) {
      const missing = this.#unsettled.get(`${need}:start`) ?? this.#unsettled.get(`${need}:init`);
      if (missing === undefined) continue;
      this.settle(task, 'skipped', `needs ${need}, which ${missing}`);
      return true;
    }
    return false;
  }

  /** Settles the task when something that must be prepared first is not, and will not be. */
  #lacksPreparation(task: Task): boolean {
    for (const need of this.input.graph.preparedFirst(task.component)) {
      const missing = this.#unsettled.get(`${need}:prep`);
      if (missing !== undefined) {
        this.settle(task, 'skipped', `needs ${need}, which ${missing}`);
        return true;
      }
      const observed = this.input.observed.get(need);
      if (observed !== undefined && this.#expect(need, observed).prepared) continue;
      this.#refuse(task, `needs ${need}, which was never prepared`, `run its prep first: dsw prep ${need}`);
      return true;
    }
    return false;
  }

  #start(task: Task, component: Component, observed: ObservedComponent, expected: Expected): void {
    if (!hasRuntime(component)) return this.settle(task, 'unchanged', 'is a checkout: nothing of it runs');
    // It comes back after something that it needs was down.
    if (this.#operations.has(task.id)) return;
    const replaced = observed.outdated?.replace;
    if (expected.up && replaced !== undefined) return this.#around(task, `replaced: ${replaced}`);
    if (expected.up && expected.ready) {
      // It runs as it was defined before: somebody should know before it is stopped.
      const warnings = (observed.outdated?.invalid ?? []).map((found): Diagnostic => ({ ...found, severity: 'warning' }));
      return this.settle(task, 'unchanged', `${observed.state}${observed.detail === '' ? '' : `, ${observed.detail}`}`, warnings);
    }
    if (this.#isMisconfigured(task) || this.#cannotRun(task, observed)) return;
    if (!expected.prepared) return this.#refuse(task, 'was never prepared', `run prep first: dsw prep ${task.component}`);
    if (this.#lacksPreparation(task) || this.#lacksNeed(task, component)) return;
    Object.assign(expected, { up: true, ready: true, hasData: true });
    const neededBy = this.input.graph
      .dependentsOf(task.component)
      .filter((name) => this.input.tasks.some((other) => other.id === `${name}:start`));
    this.#operate(task, causeOfStart(observed, this.#operations.has(`${task.component}:stop`), task.named ? [] : neededBy));
  }

  #stop(task: Task, observed: ObservedComponent, expected: Expected): void {
    // That nothing is known of it must not be taken for its end.
    if (observed.state === 'unknown') return this.#unknown(task, observed);
    if (!isUp(observed))
      return this.settle(task, 'unchanged', observed.state === 'unavailable' ? 'not running; unavailable here' : 'not running');
    Object.assign(expected, { up: false, ready: false });
    const stopping = this.input.graph.needsOf(task.component).filter((need) => this.input.tasks.some(({ id }) => id === `${need}:stop`));
    const cause = stopping.length === 0 ? `it is ${observed.state}` : `it needs ${stopping.join(', ')}`;
    this.#operate(task, task.named ? 'requested' : cause);
  }

  #init(task: Task, component: Component, observed: ObservedComponent, expected: Expected): void {
    // What it needs is restored.
    if (this.#operations.has(task.id)) return;
    if (component.manifest.init === undefined) return this.settle(task, 'unchanged', 'has nothing to initialise');
    if (expected.initialised) return this.settle(task, 'unchanged', 'initialised');
    if (this.#isMisconfigured(task) || this.#cannotRun(task, observed)) return;
    if (component.manifest.init.when === 'after-start' && !expected.ready) {
      const reason = this.#unsettled.get(`${task.component}:start`);
      if (reason !== undefined) return this.settle(task, 'skipped', `its start was skipped: ${reason}`);
      return this.#refuse(task, 'is not running', `start it first: dsw start ${task.component}`);
    }
    if (!expected.prepared) return this.#refuse(task, 'was never prepared', `run prep first: dsw prep ${task.component}`);
    if (this.#lacksPreparation(task)) return;
    if (component.manifest.init.when === 'before-start' && this.#lacksNeed(task, component)) return;
    expected.initialised = true;
    this.#operate(task, observed.initialised ? 'cleaned before' : 'not initialised yet');
  }

  #remove(task: Task, observed: ObservedComponent, expected: Expected): void {
    if (observed.runtime.kind === 'unknown') return this.#unknown(task, observed);
    if (expected.up) return this.#refuse(task, 'is running', `stop it first: dsw stop ${task.component}`);
    if (task.verb === 'clean' && !observed.hasData && observed.hasHookStamps !== true) return this.settle(task, 'unchanged', 'has no data');
    const begun = observed.hasTraces === true || observed.checkout?.kind === 'unfinished';
    if (task.verb === 'purge' && !observed.prepared && !observed.hasData && !begun)
      return this.settle(task, 'unchanged', 'was never prepared');
    Object.assign(expected, { initialised: false, hasData: false, prepared: task.verb === 'clean' });
    this.#forgetInits(task.component);
    this.#operate(task, 'requested');
  }

  #backup(task: Task, observed: ObservedComponent, expected: Expected): void {
    if (!observed.prepared) return this.settle(task, 'skipped', 'was never prepared');
    if (!observed.hasData) return this.settle(task, 'skipped', 'has no data');
    // It may run, and what is copied meanwhile is worth nothing.
    if (observed.runtime.kind === 'unknown') return this.#unknown(task, observed);
    const cold = this.input.coldBackups.get(task.component);
    const { paused } = this.input;
    if (paused.size > 0) {
      if (this.#isMisconfigured(task, [...paused])) return;
      this.#pause();
    }
    if (paused.has(task.component)) return this.#operate(task, 'it is down for a consistent backup: a copy of its volume');
    if (!isAlive(observed)) return this.#operate(task, 'stopped: a copy of its volume');
    if (this.#isMisconfigured(task)) return;
    if (expected.up && cold === undefined && isReady(observed.state)) return this.#operate(task, 'running: through its hook');
    const reason = cold ?? `it is ${observed.state}`;
    this.#around(task, `${reason}: a copy of its volume while it is down`);
  }

  /** What may write goes down, and comes back if it ran. */
  #pause(): void {
    const order = this.input.graph.order([...this.input.paused]);
    for (const name of order.toReversed()) this.#put(name, 'stop', 'it may write to what is backed up');
    for (const name of order) {
      const found = this.input.observed.get(name);
      if (found !== undefined && isRunning(found)) this.#put(name, 'start', 'it ran before');
    }
  }

  #restore(task: Task, observed: ObservedComponent, expected: Expected): void {
    if (!this.input.restorable.has(task.component)) return this.settle(task, 'skipped', 'is not in the set');
    if (this.#isMisconfigured(task) || this.#cannotRun(task, observed)) return;
    this.#forgetInits(task.component);
    this.#around(task, 'requested');
    Object.assign(expected, { hasData: true, prepared: true });
  }

  /** What others have made in it when they were initialised is not there any more, or is older. */
  #forgetInits(name: string): void {
    for (const dependent of this.input.graph.dependentsClosure([name])) {
      const observed = this.input.observed.get(dependent);
      if (dependent !== name && observed !== undefined) this.#expect(dependent, observed).initialised = false;
    }
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
    for (const name of again) {
      const initialisesFirst = this.input.components.get(name)?.manifest.init?.when === 'before-start';
      if (task.verb === 'restore' && name !== task.component && initialisesFirst) this.#put(name, 'init', `${task.component} is restored`);
      this.#put(name, 'start', 'it ran before');
    }
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
    if (this.input.supposing && observed.state === 'unavailable' && !task.named) {
      const message = `${task.component} is unavailable here: ${observed.detail}`;
      this.#lacking.set(task.component, { severity: 'warning', code: 'unavailable', message });
      return false;
    }
    // An engine that does not answer is a failure for everything that needs it.
    if (observed.state === 'unknown') this.#unknown(task, observed);
    else this.#refuse(task, 'is unavailable', observed.detail);
    return true;
  }

  #unknown(task: Task, { runtime, detail }: ObservedComponent): void {
    const remedy = runtime.kind === 'unknown' ? runtime.remedy : undefined;
    this.settle(task, 'failed', `is unknown: ${detail}`, remedy === undefined ? [] : [problem('unknown', detail, remedy)]);
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
}

function causeOfStart(observed: ObservedComponent, stoppedBefore: boolean, neededBy: readonly string[]): string {
  const found = stoppedBefore ? 'it ran before' : `it is ${observed.state}`;
  return neededBy.length === 0 ? found : `${found}, needed by ${neededBy.join(', ')}`;
}
