import { watch } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import type { Ran, RunOptions, Workspace } from './workspace.js';

/**
 * Runs a command and kills it (SIGKILL) at the `change`-th change that it makes to files of the workspace: unlike a time, this hits the same step on a
 * slow machine as on a fast one. `changes` tells how many there were; fewer than asked for when the command ended before.
 */
export async function killedAtChange(
  workspace: Workspace,
  line: string,
  change: number,
  options?: RunOptions,
): Promise<{ readonly ran: Ran; readonly changes: number }> {
  let changes = 0;
  let pid: number | undefined;
  const watchers = ['env', 'platform'].map((folder) =>
    watch(workspace.path(folder), { recursive: true }, () => {
      changes += 1;
      if (changes >= change && pid !== undefined) kill(pid);
    }),
  );
  try {
    const running = workspace.launch(line, options);
    pid = running.pid;
    const ran = await running.ended;
    pid = undefined;
    await turn();
    return { ran, changes };
  } finally {
    for (const watcher of watchers) watcher.close();
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
