import { until } from './until.js';
import type { Ran, Workspace } from './workspace.js';

/** Runs a command, sends it a signal when it says something, and returns how it ended. The signal goes to its whole group, as that of a terminal does. */
export async function killedWhen(workspace: Workspace, line: string, says: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<Ran> {
  const running = workspace.launch(line);
  await until(`${line} says "${says}"`, () => running.said().includes(says), 60_000);
  process.kill(-running.pid, signal);
  return running.ended;
}
