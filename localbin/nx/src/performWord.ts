import type { Diagnostic, Result } from '@dust-workspace/component';
import {
  plain,
  planAsJson,
  renderDiagnostics,
  renderEvent,
  renderOutcome,
  renderFailures,
  renderPlan,
  renderStatusOverview,
} from '@dust-workspace/lifecycle';
import type { EngineEvent, Outcome } from '@dust-workspace/lifecycle';
import type { Setting } from './carryOut.js';
import type { EngineBootstrapped } from './engine.js';
import type { Answer, Call } from './job.js';
import { backupChoices, requestOptions } from './requestOptions.js';

type WordCall = Extract<Call, { kind: 'word' }>;

/**
 * Hands the engine one word, of which it takes the closure by itself. For one task of Nx everything is told while it happens; where there
 * are several, each gets the outcomes of its own component.
 */
export async function performWord(call: WordCall, setting: Setting): Promise<void> {
  const { answers, job, say } = setting;
  const apart = new Set(call.answers.length === 1 ? [] : call.answers.map(({ component }) => component));
  const emit = (event: EngineEvent): void => {
    if ((event.kind === 'finished' || event.kind === 'settled') && apart.has(event.outcome.component)) return;
    const line = job.options.json ? undefined : renderEvent(event);
    if (line !== undefined) say(line);
  };
  const done = await run(call, setting, emit);
  if (!done.ok) {
    answers.refuse(call.answers, done.diagnostics);
    return;
  }
  const { report, workspace } = done.value;
  if (job.options.dryRun) say(job.options.json ? pretty(planAsJson(report.plan)) : renderPlan(report.plan));
  for (const answer of call.answers) {
    const outcomes = report.outcomes.filter(({ component }) => answer.component === undefined || component === answer.component);
    const ok = answer.component === undefined ? report.ok : report.diagnostics.every(isWarning) && !outcomes.some(isFailed);
    const told = outcomes.filter(({ component }) => apart.has(component));
    const text = [
      ...(job.options.json && !job.options.dryRun ? [pretty({ outcomes })] : told.map((outcome) => renderOutcome(outcome))),
      ...(report.diagnostics.length === 0 ? [] : [renderDiagnostics(report)]),
      ...(showsStatus(call, setting)
        ? [renderStatusOverview(await workspace.status(), plain, job.width), renderFailures(report.outcomes)]
        : []),
    ];
    answers.give(answer.task, ok && !setting.signal.aborted ? 'success' : 'failure', text.join('\n'), total(outcomes));
  }
}

async function run({ word, answers }: WordCall, setting: Setting, emit: (event: EngineEvent) => void): Promise<Result<EngineBootstrapped>> {
  const { engine, job } = setting;
  const options = requestOptions(setting, emit);
  if (word === 'bootstrap') return engine.bootstrap(options);
  const opened = await engine.open();
  if (!opened.ok) return opened;
  const workspace = opened.value;
  const names = namesOf(answers, workspace.catalog.components.size);
  const known = workspace.checkNames(names);
  if (!known.ok) return known;
  const choices = backupChoices(job);
  const report =
    word === 'drill'
      ? await workspace.drill({ ...choices, names }, options)
      : await workspace.run({ ...choices, kind: 'word', word, names }, options);
  return { ok: true, value: { workspace, report } };
}

/** No names stand for all components, of which only those in the profile act. A sweep over all of them is no naming. */
function namesOf(answers: readonly Answer[], all: number): string[] {
  const names = answers.flatMap(({ component }) => component ?? []);
  return names.length === all && !answers.some(({ named }) => named) ? [] : names;
}

function isFailed({ kind }: Outcome): boolean {
  return kind === 'failed';
}

/** What brings a workspace up ends with how it is. */
function showsStatus({ word }: WordCall, { job, signal }: Setting): boolean {
  return (word === 'bootstrap' || word === 'up') && !job.options.dryRun && !job.options.json && !signal.aborted;
}

function total(outcomes: readonly Outcome[]): number {
  return outcomes.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function isWarning({ severity }: Diagnostic): boolean {
  return severity === 'warning';
}
