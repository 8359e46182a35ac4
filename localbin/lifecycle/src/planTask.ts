import { hasRuntime, unreachable, type Component, type Diagnostic } from '@dust-workspace/component';
import { isUp, type ObservedComponent } from './observation.js';
import type { Task } from './plan.js';
import { forgetInits, planAround, planBackup, planRestore } from './planData.js';
import type { Expected, PlanDraft } from './planDraft.js';
import { cannotRun, isMisconfigured, lacksNeed, lacksPreparation, refuse, settleUnknown } from './planObstacles.js';

/** A task with what is known of its component. */
interface Subject {
  readonly task: Task;
  readonly component: Component;
  readonly observed: ObservedComponent;
  readonly expected: Expected;
}

/** Decides what is to be done for a task, expecting of each component what the operations planned so far will make of it. */
export function planTask(draft: PlanDraft, task: Task): void {
  const observed = draft.input.observed.get(task.component);
  const component = draft.input.components.get(task.component);
  const expected = draft.expected(task.component);
  if (observed === undefined || component === undefined || expected === undefined)
    return draft.settle(task, 'failed', 'there is no such component');
  const subject: Subject = { task, component, observed, expected };
  switch (task.verb) {
    case 'prep':
      return planPrep(draft, subject);
    case 'start':
      return planStart(draft, subject);
    case 'stop':
      return planStop(draft, subject);
    case 'init':
      return planInit(draft, subject);
    case 'clean':
    case 'purge':
      return planRemoval(draft, subject);
    case 'backup':
      return planBackup(draft, task, observed, expected);
    case 'restore':
      return planRestore(draft, task, observed, expected);
    case 'verify':
      if (!draft.input.restorable.has(task.component)) return draft.settle(task, 'skipped', 'is not in the set');
      return draft.operate(task, 'requested');
    default:
      return unreachable(task.verb);
  }
}

function planPrep(draft: PlanDraft, { task, component, observed, expected }: Subject): void {
  const base = preparedAgain(draft, component);
  const moved = observed.outdated?.prepare ?? (base === undefined ? undefined : `${base} is prepared before`);
  if (expected.prepared && moved === undefined) return draft.settle(task, 'unchanged', 'prepared');
  if (isMisconfigured(draft, task) || lacksPreparation(draft, task)) return;
  // What builds needs its tools.
  if (component.manifest.prep !== undefined && cannotRun(draft, task, observed)) return;
  const cause = expected.prepared ? moved : 'purged before';
  expected.prepared = true;
  draft.operate(task, observed.prepared && cause !== undefined ? cause : 'not prepared yet');
}

/** What it builds from is made anew in this plan. */
function preparedAgain(draft: PlanDraft, { name, manifest }: Component): string | undefined {
  if (manifest.prep === undefined) return undefined;
  return draft.input.graph.preparedFirst(name).find((need) => draft.has(`${need}:prep`));
}

function planStart(draft: PlanDraft, { task, component, observed, expected }: Subject): void {
  if (!hasRuntime(component)) return draft.settle(task, 'unchanged', 'is a checkout: nothing of it runs');
  // It comes back after something that it needs was down.
  if (draft.has(task.id)) return;
  const replaced = observed.outdated?.replace;
  if (expected.up && replaced !== undefined) return planAround(draft, task, `replaced: ${replaced}`);
  if (expected.up && expected.ready) {
    // It runs as it was defined before: somebody should know before it is stopped.
    const warnings = (observed.outdated?.invalid ?? []).map((found): Diagnostic => ({ ...found, severity: 'warning' }));
    return draft.settle(task, 'unchanged', `${observed.state}${observed.detail === '' ? '' : `, ${observed.detail}`}`, warnings);
  }
  if (isMisconfigured(draft, task) || cannotRun(draft, task, observed)) return;
  if (!expected.prepared) return refuse(draft, task, 'was never prepared', `run prep first: dsw prep ${task.component}`);
  if (lacksPreparation(draft, task) || lacksNeed(draft, task, component)) return;
  Object.assign(expected, { up: true, ready: true, hasData: true });
  const { graph, tasks } = draft.input;
  const neededBy = graph.dependentsOf(task.component).filter((name) => tasks.some((other) => other.id === `${name}:start`));
  draft.operate(task, causeOfStart(observed, draft.has(`${task.component}:stop`), task.named ? [] : neededBy));
}

function causeOfStart(observed: ObservedComponent, stoppedBefore: boolean, neededBy: readonly string[]): string {
  const found = stoppedBefore ? 'it ran before' : `it is ${observed.state}`;
  return neededBy.length === 0 ? found : `${found}, needed by ${neededBy.join(', ')}`;
}

function planStop(draft: PlanDraft, { task, observed, expected }: Subject): void {
  // That nothing is known of it must not be taken for its end.
  if (observed.state === 'unknown') return settleUnknown(draft, task, observed);
  if (!isUp(observed))
    return draft.settle(task, 'unchanged', observed.state === 'unavailable' ? 'not running; unavailable here' : 'not running');
  Object.assign(expected, { up: false, ready: false });
  const { graph, tasks } = draft.input;
  const stopping = graph.needsOf(task.component).filter((need) => tasks.some(({ id }) => id === `${need}:stop`));
  const cause = stopping.length === 0 ? `it is ${observed.state}` : `it needs ${stopping.join(', ')}`;
  draft.operate(task, task.named ? 'requested' : cause);
}

function planInit(draft: PlanDraft, { task, component, observed, expected }: Subject): void {
  // What it needs is restored.
  if (draft.has(task.id)) return;
  const { init } = component.manifest;
  if (init === undefined) return draft.settle(task, 'unchanged', 'has nothing to initialise');
  if (expected.initialised) return draft.settle(task, 'unchanged', 'initialised');
  if (isMisconfigured(draft, task) || cannotRun(draft, task, observed)) return;
  if (init.when === 'after-start' && !expected.ready) {
    const reason = draft.unsettled(`${task.component}:start`);
    if (reason !== undefined) return draft.settle(task, 'skipped', `its start was skipped: ${reason}`);
    return refuse(draft, task, 'is not running', `start it first: dsw start ${task.component}`);
  }
  if (!expected.prepared) return refuse(draft, task, 'was never prepared', `run prep first: dsw prep ${task.component}`);
  if (lacksPreparation(draft, task)) return;
  if (init.when === 'before-start' && lacksNeed(draft, task, component)) return;
  expected.initialised = true;
  draft.operate(task, observed.initialised ? 'cleaned before' : 'not initialised yet');
}

function planRemoval(draft: PlanDraft, { task, observed, expected }: Subject): void {
  if (observed.runtime.kind === 'unknown') return settleUnknown(draft, task, observed);
  if (expected.up) return refuse(draft, task, 'is running', `stop it first: dsw stop ${task.component}`);
  if (task.verb === 'clean' && !observed.hasData && observed.hasHookStamps !== true) return draft.settle(task, 'unchanged', 'has no data');
  const begun = observed.hasTraces === true || observed.checkout?.kind === 'unfinished';
  if (task.verb === 'purge' && !observed.prepared && !observed.hasData && !begun)
    return draft.settle(task, 'unchanged', 'was never prepared');
  Object.assign(expected, { initialised: false, hasData: false, prepared: task.verb === 'clean' });
  forgetInits(draft, task.component);
  draft.operate(task, 'requested');
}
