import { formatDiagnostic, unreachable, type Diagnostic } from '@dust-workspace/component';
import { plain, renderResolved, renderStatusOverview, renderStatusTable, statusAsJson } from '@dust-workspace/lifecycle';
import type { Setting } from './carryOut.js';
import type { EngineWorkspace } from './engine.js';
import type { Answer, Reading } from './job.js';

/** Answers what changes nothing. */
export async function performReading(reading: Reading, wanted: readonly Answer[], setting: Setting): Promise<void> {
  const { engine, answers } = setting;
  const opened = await engine.open();
  if (!opened.ok) return answers.refuse(wanted, opened.diagnostics);
  const workspace = opened.value;
  if (reading === 'validate') return validate(workspace, wanted, setting);
  const known = wanted.filter((answer) => {
    const checked = workspace.checkNames(answer.component === undefined ? [] : [answer.component]);
    if (!checked.ok) answers.refuse([answer], checked.diagnostics);
    return checked.ok;
  });
  switch (reading) {
    case 'status':
      return status(workspace, known, setting);
    case 'logs':
      return logs(workspace, known, setting);
    case 'env':
      return variables(workspace, known, setting);
    default:
      return unreachable(reading);
  }
}

/** One observation for all. The table of the whole workspace fails with a broken manifest, after having shown the others. */
async function status(workspace: EngineWorkspace, wanted: readonly Answer[], { answers, job, signal }: Setting): Promise<void> {
  const whole = wanted.some(({ component }) => component === undefined);
  const report = await workspace.status(whole ? [] : wanted.flatMap(({ component }) => component ?? []), signal);
  for (const { task, component } of wanted) {
    const components = report.components.filter(({ name }) => component === undefined || name === component);
    const part = { ...report, components };
    const render = component === undefined ? renderStatusOverview : renderStatusTable;
    const shown = job.options.json ? JSON.stringify(statusAsJson(part), null, 2) : render(part, plain, job.width);
    const told = component === undefined ? report.diagnostics : [];
    answers.give(task, hasErrors(told) ? 'failure' : 'success', [shown, ...told.map(formatDiagnostic)].join('\n'));
  }
}

/** Told line by line, since following them has no end. */
async function logs(workspace: EngineWorkspace, wanted: readonly Answer[], { answers, job, signal, say }: Setting): Promise<void> {
  const { follow, tail } = job.options;
  const show = async ({ task, component }: Answer): Promise<void> => {
    if (component === undefined) return answers.give(task, 'failure', 'error: logs are those of a component');
    const prefix = wanted.length === 1 ? '' : `${component} | `;
    for await (const line of workspace.logs(component, { follow, signal, ...(tail === undefined ? {} : { tail }) }))
      say(`${prefix}${line}`);
    answers.give(task, 'success', '');
  };
  await Promise.all(wanted.map(show));
}

/** Secrets stay masked: Nx keeps what its tasks print. */
async function variables(workspace: EngineWorkspace, wanted: readonly Answer[], { answers, job }: Setting): Promise<void> {
  for (const { task, component } of wanted) {
    if (component === undefined) {
      answers.give(task, 'failure', 'error: variables are those of a component');
      continue;
    }
    const { text, diagnostics } = renderResolved(await workspace.variables(component), job.options.format, false);
    const lines = [text, ...diagnostics.map(formatDiagnostic)].filter((line) => line !== '');
    answers.give(task, hasErrors(diagnostics) ? 'failure' : 'success', lines.join('\n'));
  }
}

async function validate(workspace: EngineWorkspace, wanted: readonly Answer[], { answers }: Setting): Promise<void> {
  for (const { task, component } of wanted) {
    const diagnostics = await workspace.validate(component === undefined ? [] : [component]);
    const shown = diagnostics.length === 0 ? `${component ?? 'the workspace'}: valid` : diagnostics.map(formatDiagnostic).join('\n');
    answers.give(task, hasErrors(diagnostics) ? 'failure' : 'success', shown);
  }
}

function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}
