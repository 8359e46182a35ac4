import type { TaskGraph } from '@nx/devkit';
import { commonFlags } from './commandLine.js';
import type { EngineProcess } from './engineProcess.js';
import { formatProblems } from './formatProblems.js';
import { groupTasks, type NxTask } from './groupTasks.js';
import type { Job, TaskAnswer } from './job.js';
import { namedProjects } from './namedProjects.js';
import { nxTasks } from './nxTasks.js';
import { readRunOptions } from './runOptions.js';
import { componentVerbs, workspaceVerbs } from './verbs.js';

/** The tasks of a run of Nx, and the world that they run in. */
export interface TaskRun {
  readonly root: string;
  readonly graph: Pick<TaskGraph, 'tasks' | 'dependencies'>;
  /** Options by task, as Nx has put them together from target and command line. */
  readonly inputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The words behind `nx`, where they are known. */
  readonly commandLine: readonly string[] | undefined;
  readonly startEngine: (job: Job) => EngineProcess;
  /** Columns of the terminal, where there is one. */
  readonly width?: number | undefined;
  /** One line for whoever watches, as it happens. */
  readonly print: (line: string) => void;
  /** Aborted on Ctrl-C. */
  readonly signal: AbortSignal;
}

/**
 * Carries out the tasks and yields the result of each as soon as it is known. Every task gets a result, also when the engine dies:
 * Nx runs a batch again and again until each has one. After an interruption Nx no longer listens, and an attempt to tell it something
 * would end this process before the engine is done; all results come at the end then.
 */
export async function* runTasks(run: TaskRun): AsyncGenerator<TaskAnswer> {
  const ids = Object.keys(run.graph.tasks);
  const { commandLine } = run;
  const options = readRunOptions([...ids.map((id) => run.inputs[id] ?? {}), commonFlags(commandLine ?? [])]);
  if (!options.ok) {
    const [first, ...others] = ids.map((id) => failure(id, formatProblems(options.diagnostics)));
    if (first !== undefined) yield first;
    return yield* others.map(({ task }) => failure(task, 'not carried out, for the reason above'));
  }
  const tasks = nxTasks(run.graph, (id) => verbOption(run.inputs[id]), commandLine === undefined ? 'unknown' : namedProjects(commandLine));
  const { calls, unknown, blocked } = groupTasks(tasks, run.graph.dependencies);
  for (const task of unknown) yield failure(task.id, noSuchVerb(task));
  for (const task of blocked) yield { ...failure(task.id, 'skipped: what it comes after is no verb'), status: 'skipped' };
  const job: Job = {
    root: run.root,
    command: commandOf(tasks, commandLine),
    options: options.value,
    ...(run.width === undefined ? {} : { width: run.width }),
    calls,
    dependencies: run.graph.dependencies,
  };
  const pending = new Set(calls.flatMap(({ answers }) => answers.map(({ task }) => task)));
  if (pending.size > 0) yield* answersOf(job, pending, run);
}

async function* answersOf(job: Job, pending: Set<string>, { startEngine, print, signal }: TaskRun): AsyncGenerator<TaskAnswer> {
  const engine = startEngine(job);
  const interrupt = (): void => {
    engine.interrupt();
  };
  signal.addEventListener('abort', interrupt, { once: true });
  const late: TaskAnswer[] = [];
  let complete = false;
  try {
    for await (const message of engine.messages) {
      if (message.kind === 'line') print(message.text);
      if (message.kind === 'end') complete = true;
      if (message.kind !== 'result' || !pending.delete(message.result.task)) continue;
      if (signal.aborted) late.push(message.result);
      else yield message.result;
    }
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
  yield* late;
  yield* all(
    [...pending],
    complete ? 'error: the engine gave no answer for this task' : 'error: the engine ended before it was done with this task',
  );
}

function* all(ids: readonly string[], text: string): Generator<TaskAnswer> {
  for (const id of ids) yield failure(id, text);
}

function failure(task: string, text: string): TaskAnswer {
  return { task, status: 'failure', text, milliseconds: 0 };
}

function verbOption(input: Readonly<Record<string, unknown>> | undefined): string | undefined {
  return typeof input?.verb === 'string' ? input.verb : undefined;
}

function noSuchVerb({ verb, component }: NxTask): string {
  const known = component === undefined ? workspaceVerbs : componentVerbs;
  return `error: there is no verb ${verb} for ${component ?? 'the workspace'}\n  Verbs are ${known.join(', ')}.`;
}

function commandOf(tasks: readonly NxTask[], commandLine: readonly string[] | undefined): string {
  if (commandLine !== undefined) return `nx ${commandLine.join(' ')}`;
  const [only] = tasks;
  if (tasks.length === 1 && only !== undefined) return `nx run ${only.id}`;
  return `nx run-many -t ${[...new Set(tasks.map(({ verb }) => verb))].join(',')}`;
}
