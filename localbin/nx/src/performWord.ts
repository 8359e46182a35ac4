import type { Result } from '@dust-workspace/component';
import {
  planAsJson,
  renderDiagnostics,
  renderEvent,
  renderOutcome,
  renderPlan,
  renderStatusTable,
  type EngineEvent,
  type Outcome,
  type RunReport,
} from '@dust-workspace/lifecycle';
import type { Setting } from './carryOut.js';
import type { EngineBootstrapped } from './engine.js';
import type { Answer, Call } from './job.js';
import { requestOptions } from './requestOptions.js';

type WordCall = Extract<Call, { kind: 'word' }>;

/**
 * Hands the engine one word, of which it takes the closure by itself. Over the whole workspace everything is told while it happens;
 * over components each task of Nx gets the outcomes of its own component.
 */
export async function performWord(call: WordCall, setting: Setting): Promise<void> {
  const { answers, job } = setting;
  const own = new Set(call.answers.map(({ component }) => component));
  const emit = (event: EngineEvent): void => {
    if ((event.kind === 'finished' || event.kind === 'settled') && own.has(event.outcome.component)) return;
    const line = renderEvent(event);
    if (line !== undefined && !(job.options.json && own.has(undefined))) setting.say(line);
  };
  const done = await run(call, setting, emit);
  if (!done.ok) return answers.refuse(call.answers, done.diagnostics);
  for (const answer of call.answers) await give(answer, call, done.value, setting);
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
  const { set } = job.options;
  const report = await workspace.run({ kind: 'word', word, names, ...(set === undefined ? {} : { set }) }, options);
  return { ok: true, value: { workspace, report } };
}

/** No names stand for all components, of which only those in the profile act. A sweep over all of them is no naming. */
function namesOf(answers: readonly Answer[], all: number): string[] {
  const names = answers.flatMap(({ component }) => component ?? []);
  return names.length === all && !answers.some(({ named }) => named) ? [] : names;
}

async function give({ task, component }: Answer, { word }: WordCall, { report, workspace }: EngineBootstrapped, setting: Setting): Promise<void> {
  const { answers, job, signal } = setting;
  const { dryRun, json } = job.options;
  const outcomes = report.outcomes.filter((outcome) => component === undefined || outcome.component === component);
  const ok = component === undefined ? report.ok && !signal.aborted : isDone(report, outcomes);
  const parts = [
    ...(json || dryRun ? [] : component === undefined ? [] : outcomes.map(renderOutcome)),
    ...(dryRun ? [json ? pretty(planAsJson(report.plan)) : renderPlan(report.plan)] : []),
    ...(json && !dryRun ? [pretty({ outcomes })] : []),
    ...(report.diagnostics.length === 0 ? [] : [renderDiagnostics(report)]),
    ...(word === 'bootstrap' || word === 'up' ? await table() : []),
  ];
  answers.give(task, ok ? 'success' : 'failure', parts.join('\n'), total(outcomes));

  async function table(): Promise<string[]> {
    return dryRun || json || signal.aborted ? [] : [renderStatusTable(await workspace.status())];
  }
}

function isDone({ diagnostics }: RunReport, outcomes: readonly Outcome[]): boolean {
  return diagnostics.length === 0 && !outcomes.some(({ kind }) => kind === 'failed');
}

function total(outcomes: readonly Outcome[]): number {
  return outcomes.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
