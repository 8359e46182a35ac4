import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { receiveCommandLine } from './commandLine.js';
import { startEngine } from './engineProcess.js';
import { interruption } from './interruption.js';
import type { TaskAnswer } from './job.js';
import { runTasks, type TaskRun } from './runTasks.js';
import { seatWidth } from './seatWidth.js';

interface BatchTaskResult {
  readonly task: string;
  readonly result: TaskResult;
}

/** As in nx/src/config/misc-interfaces; the devkit exports another one of that name. */
interface TaskResult {
  readonly success: boolean;
  readonly status: TaskAnswer['status'];
  readonly terminalOutput: string;
  readonly startTime: number;
  readonly endTime: number;
}

/** The batch executor: all tasks that Nx has at once, of whatever verb, as one job for the engine. */
export default async function* runBatch(
  graph: TaskGraph,
  inputs: TaskRun['inputs'],
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<BatchTaskResult> {
  const run: TaskRun = {
    root: context.root,
    graph,
    inputs,
    commandLine: receiveCommandLine(process.env),
    startEngine,
    width: seatWidth(),
    print: (line) => process.stdout.write(`${line}\n`),
    signal: interruption(),
  };
  for await (const answer of runTasks(run)) yield { task: answer.task, result: resultOf(answer, Date.now()) };
  // Nx waits for no further message, but the channel would keep this process alive until Nx kills it.
  process.channel?.unref();
}

function resultOf({ status, text, milliseconds }: TaskAnswer, endTime: number): TaskResult {
  const terminalOutput = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return { success: status === 'success', status, terminalOutput, startTime: endTime - Math.round(milliseconds), endTime };
}
