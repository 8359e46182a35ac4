import type { Result } from '@dust-workspace/component';
import {
  openWorkspace,
  paintFor,
  planAsJson,
  renderEvent,
  renderFailures,
  renderPlan,
  renderStatusTable,
  type EngineEvent,
  type OpenOptions,
  type RunOptions,
  type RunReport,
  type Workspace,
} from '@dust-workspace/lifecycle';
import { askPerson, isAttended, isYes } from './askPerson.js';
import { exitCodes, print, type Face } from './face.js';
import { interruptible } from './interruptible.js';
import { openOptions, printDiagnostics } from './open.js';
import { progressView, type ProgressView } from './progressView.js';
import type { VerbOptions } from './options.js';

/** What a request has to work with. */
export interface RequestTools {
  readonly open: OpenOptions;
  readonly openWorkspace: () => Promise<Result<Workspace>>;
  readonly runOptions: RunOptions;
}

export interface RequestEnd {
  readonly workspace: Workspace;
  readonly report: RunReport;
  /** Whether people want to see the state of everything afterwards. */
  readonly showStatus: boolean;
}

/** Runs something that may change the workspace, shows what happens and how it ended, and returns the exit status. */
export async function runRequest(
  face: Face,
  command: string,
  options: VerbOptions,
  body: (tools: RequestTools) => Promise<Result<RequestEnd>>,
): Promise<number> {
  const open = openOptions(face, options);
  if (open === undefined) return exitCodes.usage;
  const interrupt = interruptible(face);
  const view = progressView(options.json === true ? face.stderr : face.stdout);
  const runOptions: RunOptions = {
    emit: (event) => {
      showEvent(view, event);
    },
    signal: interrupt.signal,
    dryRun: options.dryRun === true,
    command,
    approve: (removals) => approveRemovals(face, removals, options, interrupt.signal),
  };
  try {
    const end = await body({ open, openWorkspace: () => openWorkspace(open), runOptions });
    view.end();
    if (!end.ok) {
      printDiagnostics(face, end.diagnostics);
      return exitCodes.failed;
    }
    const { workspace, report, showStatus } = end.value;
    return await conclude(face, workspace, report, options, interrupt.signal, showStatus);
  } finally {
    view.end();
    interrupt.dispose();
  }
}

async function conclude(
  face: Face,
  workspace: Workspace,
  report: RunReport,
  options: VerbOptions,
  signal: AbortSignal,
  showStatus: boolean,
): Promise<number> {
  if (options.json === true)
    print(face.stdout, JSON.stringify(options.dryRun === true ? planAsJson(report.plan) : { outcomes: report.outcomes }, null, 2));
  else if (options.dryRun === true) print(face.stdout, renderPlan(report.plan));
  printDiagnostics(face, report.diagnostics);
  if (signal.aborted) return exitCodes.interrupted;
  if (showStatus && options.json !== true && options.dryRun !== true)
    print(face.stdout, `\n${renderStatusTable(await workspace.status(), paintFor(face.stdout, face.processEnv))}`);
  if (showStatus && options.json !== true) print(face.stdout, renderFailures(report.outcomes));
  return report.ok ? exitCodes.ok : exitCodes.failed;
}

/** With --json standard output holds nothing but the JSON. */
export function showEvent(view: ProgressView, event: EngineEvent): void {
  if (event.kind === 'transfer') return view.show(event);
  const line = renderEvent(event);
  if (line !== undefined) view.print(line);
}

/** Whether the person agrees to what will be removed, or has agreed before. */
export async function approveRemovals(
  face: Face,
  removals: readonly string[],
  options: Pick<VerbOptions, 'yes'>,
  signal: AbortSignal,
): Promise<boolean> {
  if (options.yes === true) return true;
  if (!isAttended(face)) return false;
  print(face.stderr, `This removes:\n${removals.map((line) => `  ${line}`).join('\n')}`);
  return isYes(await askPerson(face, 'Remove them? Type yes: ', signal));
}
