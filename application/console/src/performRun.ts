import { problem, type Diagnostic } from '@dust-workspace/component';
import { openWorkspace, type EngineEvent, type Request, type RunReport, type Workspace } from '@dust-workspace/lifecycle';
import type { Redactor } from '@dust-workspace/lifecycle/guard';
import { commandLine } from './commandLine.js';
import type { RunEnd, RunJob } from './runJob.js';

export interface RunSurroundings {
  readonly processEnv: NodeJS.ProcessEnv;
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
  readonly emit: (event: EngineEvent) => void;
}

/** Does what a job says, through the engine. */
export async function performRun(job: RunJob, { processEnv, redactor, signal, emit }: RunSurroundings): Promise<RunEnd> {
  const opened = await openWorkspace({ root: job.root, environment: job.environment, processEnv, redactor });
  if (!opened.ok) return failed(opened.diagnostics);
  const workspace = opened.value;
  const known = workspace.checkNames(namesOf(job));
  if (!known.ok) return failed(known.diagnostics);
  const silent = { signal, command: job.command, emit: () => undefined, approve: () => Promise.resolve(false) };
  const touching = await touchingSelf(workspace, job, silent);
  if (touching !== undefined) return failed([touching]);
  const report = await perform(workspace, job, { ...silent, emit });
  return { state: stateOf(report, signal), outcomes: report.outcomes, diagnostics: report.diagnostics };
}

type RunOptions = Parameters<Workspace['run']>[1];

function perform(workspace: Workspace, job: RunJob, options: RunOptions): Promise<RunReport> {
  const { set, force } = job;
  const names = namesOf(job);
  if (job.verb === 'drill') return workspace.drill({ set, force, names }, options);
  const request: Request = { kind: 'word', word: job.verb, names, set, force };
  return workspace.run(request, options);
}

function namesOf({ component }: RunJob): string[] {
  return component === null ? [] : [component];
}

/** Whether the plan has something in it that the console itself would not survive. What only reads or copies data does not. */
async function touchingSelf(workspace: Workspace, job: RunJob, options: RunOptions): Promise<Diagnostic | undefined> {
  if (!['up', 'start', 'init', 'stop', 'restart', 'down'].includes(job.verb)) return undefined;
  const { plan } = await perform(workspace, job, { ...options, dryRun: true });
  const operation = plan.operations.find(({ component, verb }) => component === job.self && verb !== 'backup' && verb !== 'verify');
  if (operation === undefined) return undefined;
  return problem(
    'touches-console',
    `this would ${operation.verb} the console itself (${operation.cause}), and end with it`,
    `Run it in a terminal: ${commandLine(job)}`,
  );
}

function stateOf(report: RunReport, signal: AbortSignal): RunEnd['state'] {
  if (report.ok) return 'done';
  return signal.aborted ? 'interrupted' : 'failed';
}

function failed(diagnostics: readonly Diagnostic[]): RunEnd {
  return { state: 'failed', outcomes: [], diagnostics };
}
