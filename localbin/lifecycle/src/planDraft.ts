import type { Diagnostic } from '@dust-workspace/component';
import type { Outcome } from './events.js';
import { isAlive, isReady } from './observation.js';
import { withEdges } from './operationEdges.js';
import type { Operation, Planned, Scene, Task, Verb } from './plan.js';

/** What a component will be like when the operations planned so far are done. */
export interface Expected {
  up: boolean;
  ready: boolean;
  prepared: boolean;
  initialised: boolean;
  hasData: boolean;
}

export type Settlement = 'unchanged' | 'skipped' | 'failed';

/** A plan while it is made: operations, tasks that need none, and what is expected of each component after all that. */
export class PlanDraft {
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

  /** An operation for the task itself. */
  operate(task: Task, cause: string): void {
    this.put(task.component, task.verb, cause);
  }

  put(component: string, verb: Verb, cause: string): void {
    const id = `${component}:${verb}`;
    if (!this.#operations.has(id)) this.#operations.set(id, { id, verb, component, cause, after: [], requires: [], milestones: [] });
  }

  /** The task needs no operation, or cannot have one. */
  settle(task: Pick<Task, 'id' | 'verb' | 'component'>, kind: Settlement, detail: string, diagnostics: readonly Diagnostic[] = []): void {
    const { id, verb, component } = task;
    if (kind !== 'unchanged') this.#unsettled.set(id, detail);
    this.#settled.push({ id, verb, component, kind, detail, diagnostics, milliseconds: 0 });
  }

  /** Why a task will not be done, if it is known already that it will not. */
  unsettled(id: string): string | undefined {
    return this.#unsettled.get(id);
  }

  /** What this machine lacks for a component, where that is supposed to be there. */
  lack(component: string, diagnostic: Diagnostic): void {
    this.#lacking.set(component, diagnostic);
  }

  /** What a component will be like; to be changed by whoever plans an operation. Undefined for what is no component. */
  expected(name: string): Expected | undefined {
    const observed = this.input.observed.get(name);
    const found = this.#expected.get(name);
    if (found !== undefined || observed === undefined) return found;
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
