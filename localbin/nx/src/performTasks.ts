import { formatDiagnostic } from '@dust-workspace/component';
import { planAsJson, renderEvent, renderOutcome, renderPlan, type EngineEvent, type Outcome, type Plan } from '@dust-workspace/lifecycle';
import type { Setting } from './carryOut.js';
import type { Answer, Call } from './job.js';
import { backupChoices, requestOptions } from './requestOptions.js';

/**
 * Hands the engine exactly these tasks, as one request. Each task of Nx is answered as soon as the engine knows its outcome; what the
 * engine does besides, such as starting again what it had to stop for a backup, is told line by line.
 */
export async function performTasks(call: Extract<Call, { kind: 'tasks' }>, setting: Setting): Promise<void> {
  const { job, answers, engine } = setting;
  const opened = await engine.open();
  if (!opened.ok) return answers.refuse(call.answers, opened.diagnostics);
  const known = call.answers.filter((answer) => {
    const checked = opened.value.checkNames([answer.component ?? '']);
    if (!checked.ok) answers.refuse([answer], checked.diagnostics);
    return checked.ok;
  });
  const wanted = new Set(known.map(({ engineTask }) => engineTask));
  const tasks = call.tasks.filter(({ id }) => wanted.has(id));
  if (tasks.length === 0) return;

  const emit = (event: EngineEvent): void => {
    if (event.kind === 'finished' || event.kind === 'settled') {
      if (tell(event.outcome, known, setting)) return;
    }
    const line = renderEvent(event);
    if (line !== undefined) setting.say(line);
  };
  const report = await opened.value.run({ kind: 'tasks', tasks, ...backupChoices(job) }, requestOptions(setting, emit));
  for (const outcome of report.outcomes) tell(outcome, known, setting);
  const errors = report.diagnostics.filter(({ severity }) => severity === 'error');
  for (const warning of report.diagnostics.filter(({ severity }) => severity === 'warning')) setting.say(formatDiagnostic(warning));
  if (errors.length > 0) answers.refuse(known, errors);
  else if (job.options.dryRun) tellPlan(report.plan, known, setting);
}

/** Answers the tasks that this is the outcome of; false where there are none. */
function tell(outcome: Outcome, known: readonly Answer[], { answers, job, signal }: Setting): boolean {
  const answered = known.filter(({ engineTask }) => engineTask === outcome.id);
  for (const { task } of answered) {
    const text = job.options.json ? JSON.stringify(outcome) : renderOutcome(outcome);
    answers.give(task, statusOf(outcome, answers.isBlocked(task) || signal.aborted), text, outcome.milliseconds);
  }
  return answered.length > 0;
}

/** Nothing to do is no failure; a step that never began because another failed, or because somebody interrupted, is not done either. */
function statusOf({ kind }: Outcome, isConsequence: boolean): 'success' | 'failure' | 'skipped' {
  if (kind === 'failed') return 'failure';
  return kind === 'skipped' && isConsequence ? 'skipped' : 'success';
}

function tellPlan(plan: Plan, known: readonly Answer[], { job, answers, say }: Setting): void {
  say(job.options.json ? JSON.stringify(planAsJson(plan), null, 2) : renderPlan(plan));
  for (const { task } of known) answers.give(task, 'success', '');
}
