import { watchTree } from './watchTree.js';
import type { Ran, Workspace } from './workspace.js';

/**
 * Runs a command and kills it (SIGKILL) at the `change`-th change that it makes to files of the workspace: unlike a time, this hits the same step on a
 * slow machine as on a fast one. `changes` tells how many there were; fewer than asked for when the command ended before.
 */
export async function killedAtChange(
  workspace: Workspace,
  line: string,
  change: number,
): Promise<{ readonly ran: Ran; readonly changes: number }> {
  let changes = 0;
  let pid: number | undefined;
  const count = (): void => {
    changes += 1;
    if (changes >= change && pid !== undefined) kill(pid);
  };
  const stopWatching = [watchTree(workspace.path('env'), count), watchTree(workspace.path('platform'), count)];
  try {
    const running = workspace.launch(line);
    pid = running.pid;
    const ran = await running.ended;
    pid = undefined;
    return { ran, changes };
  } finally {
    for (const stop of stopWatching) stop();
  }
}

/** How many changes a command makes to files of the workspace when nobody kills it. */
export async function changesOf(workspace: Workspace, line: string): Promise<number> {
  return (await killedAtChange(workspace, line, Infinity)).changes;
}

/** `count` numbers spread evenly from 1 to `most`. */
export function spread(count: number, most: number): number[] {
  return Array.from({ length: count }, (_, index) => 1 + Math.round((index * (most - 1)) / Math.max(1, count - 1)));
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
