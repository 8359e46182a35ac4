import { problem, type Component } from '@dust-workspace/component';
import type { ObservedComponent } from './observation.js';
import type { Task } from './plan.js';
import type { PlanDraft } from './planDraft.js';

/*
 * What may keep a task from being planned. Each settles the task where it does, and says so.
 */

/** Its component, or one of `others`, must not be started as it is configured. A purge removes the configuration. */
export function isMisconfigured(draft: PlanDraft, task: Task, others: readonly string[] = []): boolean {
  const problems = [...new Set([task.component, ...others])]
    .filter((name) => !draft.has(`${name}:purge`))
    .flatMap((name) => draft.input.observed.get(name)?.misconfigured ?? []);
  if (problems.length > 0) draft.settle(task, 'failed', 'is misconfigured', problems);
  return problems.length > 0;
}

/** Its component cannot run here. */
export function cannotRun(draft: PlanDraft, task: Task, observed: ObservedComponent): boolean {
  if (observed.state !== 'unavailable' && observed.state !== 'unknown') return false;
  if (draft.input.supposing && observed.state === 'unavailable' && !task.named) {
    const message = `${task.component} is unavailable here: ${observed.detail}`;
    draft.lack(task.component, { severity: 'warning', code: 'unavailable', message });
    return false;
  }
  // An engine that does not answer is a failure for everything that needs it.
  if (observed.state === 'unknown') settleUnknown(draft, task, observed);
  else refuse(draft, task, 'is unavailable', observed.detail);
  return true;
}

/** Something that the component needs to run will not. */
export function lacksNeed(draft: PlanDraft, task: Task, { manifest }: Component): boolean {
  for (const need of Object.keys(manifest.needs)) {
    const missing = draft.unsettled(`${need}:start`) ?? draft.unsettled(`${need}:init`);
    if (missing === undefined) continue;
    draft.settle(task, 'skipped', `needs ${need}, which ${missing}`);
    return true;
  }
  return false;
}

/** Something that must be prepared first is not, and will not be. */
export function lacksPreparation(draft: PlanDraft, task: Task): boolean {
  for (const need of draft.input.graph.preparedFirst(task.component)) {
    const missing = draft.unsettled(`${need}:prep`);
    if (missing !== undefined) {
      draft.settle(task, 'skipped', `needs ${need}, which ${missing}`);
      return true;
    }
    if (draft.expected(need)?.prepared === true) continue;
    refuse(draft, task, `needs ${need}, which was never prepared`, `run its prep first: dsw prep ${need}`);
    return true;
  }
  return false;
}

export function settleUnknown(draft: PlanDraft, task: Task, { runtime, detail }: ObservedComponent): void {
  const remedy = runtime.kind === 'unknown' ? runtime.remedy : undefined;
  draft.settle(task, 'failed', `is unknown: ${detail}`, remedy === undefined ? [] : [problem('unknown', detail, remedy)]);
}

/** An error for a component that was asked for by name, no failure for one among many. */
export function refuse(draft: PlanDraft, task: Task, state: string, remedy: string): void {
  draft.settle(task, task.named ? 'failed' : 'skipped', `${state}: ${remedy}`);
}
