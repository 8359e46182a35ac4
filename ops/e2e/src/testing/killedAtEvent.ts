import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { machineEngine } from './containers.js';
import type { Ran, Workspace } from './workspace.js';

/**
 * Runs a command and kills it (SIGKILL) as soon as the engine tells of an event of one of the workspace's containers: `create box`, `start box`, `kill box`.
 * Returns how it ended; it has ended by itself when there was no such event.
 */
export async function killedAtEvent(workspace: Workspace, line: string, event: string): Promise<Ran> {
  const { docker } = machineEngine();
  const filters = JSON.stringify({ type: ['container'], label: [`org.dust-workspace.workspace=${workspace.root}`] });
  // With those since now: the engine answers before it listens.
  const since = (Date.now() / 1_000).toFixed(3);
  const events = (await docker.getEvents({ filters, since } as object)) as unknown as Readable;
  try {
    const running = workspace.launch(line);
    const lines = createInterface({ input: events });
    lines.on('line', (text) => {
      const { Action, Actor } = JSON.parse(text) as { Action: string; Actor: { Attributes: Record<string, string> } };
      if (`${Action} ${Actor.Attributes['org.dust-workspace.component'] ?? ''}` === event) kill(running.pid);
    });
    return await running.ended;
  } finally {
    events.destroy();
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
