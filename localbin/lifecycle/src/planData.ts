import { isAlive, isReady, isRunning, type ObservedComponent } from './observation.js';
import type { Task } from './plan.js';
import type { Expected, PlanDraft } from './planDraft.js';
import { cannotRun, isMisconfigured, settleUnknown } from './planObstacles.js';

/** Through its hook while it runs, else as a copy of its volume while it is down. */
export function planBackup(draft: PlanDraft, task: Task, observed: ObservedComponent, expected: Expected): void {
  if (!observed.prepared) return draft.settle(task, 'skipped', 'was never prepared');
  if (!observed.hasData) return draft.settle(task, 'skipped', 'has no data');
  // It may run, and what is copied meanwhile is worth nothing.
  if (observed.runtime.kind === 'unknown') return settleUnknown(draft, task, observed);
  const { paused, coldBackups } = draft.input;
  const cold = coldBackups.get(task.component);
  if (paused.size > 0) {
    if (isMisconfigured(draft, task, [...paused])) return;
    pause(draft);
  }
  if (paused.has(task.component)) return draft.operate(task, 'it is down for a consistent backup: a copy of its volume');
  if (!isAlive(observed)) return draft.operate(task, 'stopped: a copy of its volume');
  if (isMisconfigured(draft, task)) return;
  if (expected.up && cold === undefined && isReady(observed.state)) return draft.operate(task, 'running: through its hook');
  const reason = cold ?? `it is ${observed.state}`;
  planAround(draft, task, `${reason}: a copy of its volume while it is down`);
}

export function planRestore(draft: PlanDraft, task: Task, observed: ObservedComponent, expected: Expected): void {
  const set = draft.input.restorable.get(task.component);
  if (set === undefined) return draft.settle(task, 'skipped', 'is not in the set');
  if (isMisconfigured(draft, task) || cannotRun(draft, task, observed)) return;
  forgetInits(draft, task.component);
  planAround(draft, task, observed.hasData ? `its data are replaced by those of ${set}` : `from ${set}`);
  Object.assign(expected, { hasData: true, prepared: true });
}

/** The component and what needs it go down before the operation and come back afterwards, whatever became of it. */
export function planAround(draft: PlanDraft, task: Task, cause: string): void {
  const { graph, observed: all, components } = draft.input;
  const affected = [task.component, ...graph.dependentsClosure([task.component]).filter((name) => name !== task.component)];
  const those = (are: (observed: ObservedComponent) => boolean): string[] =>
    affected.filter((name) => {
      const observed = all.get(name);
      return observed !== undefined && are(observed);
    });
  // A restore starts its own component by itself, to see whether it is healthy.
  const again = those(isRunning).filter((name) => name !== task.component || task.verb !== 'restore');
  if (isMisconfigured(draft, task, again)) return;
  for (const name of those(isAlive).toReversed()) {
    const why = name === task.component ? `for its ${task.verb}` : `needs ${task.component}, which is down for its ${task.verb}`;
    draft.put(name, 'stop', why);
  }
  draft.operate(task, cause);
  for (const name of again) {
    const initialisesFirst = components.get(name)?.manifest.init?.when === 'before-start';
    if (task.verb === 'restore' && name !== task.component && initialisesFirst) draft.put(name, 'init', `${task.component} is restored`);
    draft.put(name, 'start', 'it ran before');
  }
}

/** What others have made in it when they were initialised is not there any more, or is older. */
export function forgetInits(draft: PlanDraft, name: string): void {
  for (const dependent of draft.input.graph.dependentsClosure([name])) {
    const expected = dependent === name ? undefined : draft.expected(dependent);
    if (expected !== undefined) expected.initialised = false;
  }
}

/** What may write goes down, and comes back if it ran. */
function pause(draft: PlanDraft): void {
  const { graph, paused, observed } = draft.input;
  const order = graph.order([...paused]);
  for (const name of order.toReversed()) draft.put(name, 'stop', 'it may write to what is backed up');
  for (const name of order) {
    const found = observed.get(name);
    if (found !== undefined && isRunning(found)) draft.put(name, 'start', 'it ran before');
  }
}
