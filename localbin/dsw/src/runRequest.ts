import type { Diagnostic, Result } from '@dust-workspace/component';
import {
  endAsLine,
  openWorkspace,
  paintFor,
  planAsJson,
  refused,
  renderFailures,
  renderPlan,
  renderStatusOverview,
  renderUninitialised,
  terminalWidth,
  type Asked,
  type OpenOptions,
  type Plan,
  type RunOptions,
  type RunReport,
  type Workspace,
} from '@dust-workspace/lifecycle';
import { askPerson, isAttended, isYes } from './askPerson.js';
import { eventLines } from './eventLines.js';
import { exitCodeOf } from './exitCodeOf.js';
import { exitCodes, print, type Face } from './face.js';
import { interruptible } from './interruptible.js';
import { openOptions, printDiagnostics } from './open.js';
import { isLive, liveView } from './liveView.js';
import type { VerbOptions } from './options.js';
import { lineView, silentView, type ProgressView } from './progressView.js';

/** What a request has to work with. */
export interface RequestTools {
  readonly open: OpenOptions;
  readonly openWorkspace: () => Promise<Result<Workspace>>;
  readonly runOptions: RunOptions;
}

export interface RequestEnd {
  /** Absent where it need not be sound, and nothing is shown of it. */
  readonly workspace?: Workspace;
  readonly report: RunReport;
  /** What was asked for; everything, where it is left out. */
  readonly asked?: Asked;
  /** How a plan is shown that is not about components. */
  readonly showPlan?: (plan: Plan, width: number | undefined) => string;
  /** Whether nothing is done where a part of it is not. */
  readonly indivisible?: boolean;
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
  const view = viewFor(face, options);
  let hasDeclined = false;
  const runOptions: RunOptions = {
    emit: (event) => {
      view.show(event);
    },
    signal: interrupt.signal,
    dryRun: options.dryRun === true,
    parallel: options.parallel,
    command,
    approve: async (removals) => {
      const agreed = await view.asking(() => approveRemovals(face, removals, options, interrupt.signal));
      hasDeclined = !agreed && isAttended(face);
      return agreed;
    },
    ...(isAttended(face) && options.yes !== true
      ? { replace: (replaced) => view.asking(() => agreesTo(face, 'This replaces data:', replaced, 'Replace them?', interrupt.signal)) }
      : {}),
  };
  try {
    const end = await body({ open, openWorkspace: () => openWorkspace(open), runOptions });
    view.end();
    return await conclude(face, hasDeclined ? withoutList(end) : end, options, interrupt.signal);
  } finally {
    view.end();
    interrupt.dispose();
  }
}

/** Who has just seen what would be removed need not see it again. */
function withoutList(end: Result<RequestEnd>): Result<RequestEnd> {
  const shorten = (diagnostic: Diagnostic): Diagnostic =>
    diagnostic.code === 'not-approved' ? { severity: 'error', code: diagnostic.code, message: 'nothing was changed' } : diagnostic;
  if (!end.ok) return { ok: false, diagnostics: end.diagnostics.map(shorten) };
  const { report } = end.value;
  return { ok: true, value: { ...end.value, report: { ...report, diagnostics: report.diagnostics.map(shorten) } } };
}

/** With --json standard output holds nothing but JSON: the plan of a dry run, or else the events. */
function viewFor(face: Face, { json, dryRun }: VerbOptions): ProgressView {
  if (json === true) return dryRun === true ? silentView : eventLines(face);
  return dryRun !== true && isLive(face) ? liveView(face) : lineView(face);
}

async function conclude(face: Face, end: Result<RequestEnd>, options: VerbOptions, signal: AbortSignal): Promise<number> {
  const { report, asked = { names: [] }, indivisible = false } = end.ok ? end.value : { report: refused(end.diagnostics) };
  const json = options.json === true;
  const dryRun = options.dryRun === true;
  const status = exitCodeOf(report, { asked, divisible: !dryRun && !indivisible, interrupted: signal.aborted });
  if (dryRun && end.ok) {
    const { showPlan = renderPlan } = end.value;
    print(face.stdout, json ? JSON.stringify(planAsJson(report.plan), null, 2) : showPlan(report.plan, terminalWidth(face.stdout)));
  }
  printDiagnostics(face, report.diagnostics);
  if (json && !dryRun) print(face.stdout, endAsLine(report, status, new Date()));
  if (json || signal.aborted || !end.ok || !end.value.showStatus) return status;
  const { workspace } = end.value;
  if (!dryRun && workspace !== undefined) {
    const now = await workspace.status();
    print(face.stdout, `\n${renderStatusOverview(now, paintFor(face.stdout, face.processEnv), terminalWidth(face.stdout))}`);
    print(face.stdout, renderUninitialised(now, workspace.catalog.components));
  }
  print(face.stdout, renderFailures(report.outcomes));
  return status;
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
  return agreesTo(face, 'This removes:', removals, 'Remove them?', signal);
}

async function agreesTo(face: Face, what: string, lines: readonly string[], question: string, signal: AbortSignal): Promise<boolean> {
  print(face.stderr, `${what}\n${lines.map((line) => `  ${line}`).join('\n')}`);
  return isYes(await askPerson(face, `${question} Type yes: `, signal));
}
