import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { resourcesIn } from '@dust-workspace/runtime/testing';
import { heldWithin } from './until.js';

/** What is left of a workspace of which nothing should run: processes, listening sockets, locks and stamps. Processes get a moment to end. */
export async function leftBy(root: string): Promise<string[]> {
  await heldWithin(5_000, () => runningIn(root).length === 0);
  const files = await readdir(join(root, 'env'), { recursive: true }).catch(() => []);
  return [...runningIn(root), ...files.filter((name) => /(^|\/)run\/(.*\/)?(lock|lock\.breaking|supervisor|process)$/.test(name))];
}

/** Ends what a failed test has left, so that it disturbs no other. */
export async function endLeftovers(root: string): Promise<void> {
  await heldWithin(10_000, () => {
    const { processes } = resourcesIn({ workspaces: [root] });
    for (const line of processes) kill(Number.parseInt(line, 10));
    return processes.length === 0;
  });
}

/** Processes and listening sockets of a workspace, one line each. */
export function runningIn(root: string): string[] {
  const { processes, sockets } = resourcesIn({ workspaces: [root] });
  return [...processes, ...sockets];
}

/** The command lines of what runs in a workspace besides its supervisor. */
export function processesIn(root: string): string[] {
  return resourcesIn({ workspaces: [root] })
    .processes.map((line) => line.replace(/^\d+ /, ''))
    .filter((line) => !line.includes('supervisorMain'))
    .sort();
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
