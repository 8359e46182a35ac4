import type { ExecutorContext } from '@nx/devkit';
import { receiveCommandLine } from './commandLine.js';
import { startEngine } from './engineProcess.js';
import { interruption } from './interruption.js';
import { runTasks } from './runTasks.js';
import { seatWidth } from './seatWidth.js';

/** The executor for one task, where batches are switched off. */
export default async function run(options: Readonly<Record<string, unknown>>, context: ExecutorContext): Promise<{ success: boolean }> {
  const { projectName = '', targetName = '', configurationName, projectsConfigurations } = context;
  const id = [projectName, targetName, configurationName].filter((part) => part !== undefined).join(':');
  const task = {
    id,
    target: { project: projectName, target: targetName },
    overrides: {},
    outputs: [],
    parallelism: true,
    projectRoot: projectsConfigurations.projects[projectName]?.root ?? '',
  };
  const print = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  let success = true;
  for await (const answer of runTasks({
    root: context.root,
    graph: { tasks: { [id]: task }, dependencies: { [id]: [] } },
    inputs: { [id]: options },
    commandLine: receiveCommandLine(process.env),
    startEngine,
    width: seatWidth(),
    print,
    signal: interruption(),
  })) {
    if (answer.text !== '') print(answer.text);
    success &&= answer.status === 'success';
  }
  return { success };
}
