import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { linuxTable } from '../process/linuxTable.js';

export interface ForeignProcess {
  readonly pid: number;
  readonly start: string;
  /** Its first output. */
  readonly said: string;
  readonly lives: () => boolean;
}

/**
 * A process that is none of ours, in a session of its own, for as long as the test runs. The script's output begins with the pid that is meant;
 * by default that of the script itself.
 */
export async function foreignProcess(script = 'echo $$; exec sleep 600', env: NodeJS.ProcessEnv = {}): Promise<ForeignProcess> {
  const child = spawn('sh', ['-c', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'], ...env },
  });
  const ended = once(child, 'exit');
  const said = String((await once(child.stdout, 'data'))[0]).trim();
  const pid = Number.parseInt(said, 10);
  const start = linuxTable().starts([pid]).get(pid) ?? '';
  onTestFinished(async () => {
    for (const target of [-(child.pid ?? 0), pid])
      try {
        process.kill(target, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    await ended;
  });
  return { pid, start, said, lives: () => linuxTable().starts([pid]).get(pid) === start };
}

/** The boot of this machine, as it stands in stamps. */
export function thisBoot(): string {
  return linuxTable().boot;
}
