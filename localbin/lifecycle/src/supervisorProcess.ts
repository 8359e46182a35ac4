import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockHolder, type LockHolder } from './lock.js';
import { isProcessAlive } from '@dust-workspace/runtime';

/** Where the supervisor of an environment says that it is there. */
export function supervisorFile(runFolder: string): string {
  return join(runFolder, 'supervisor');
}

/** The supervisor that lives, if one does. */
export async function findSupervisor(runFolder: string): Promise<LockHolder | undefined> {
  const holder = await lockHolder(supervisorFile(runFolder));
  return holder?.alive === true ? holder : undefined;
}

/** Launches a supervisor for the environment unless there is one. A second one that comes up at the same time ends by itself. */
export async function ensureSupervisor(options: {
  root: string;
  environment: string;
  runFolder: string;
  processEnv: NodeJS.ProcessEnv;
  /** Components that run now: it starts them again also when they die before its first look. */
  running: readonly string[];
}): Promise<void> {
  if ((await findSupervisor(options.runFolder)) !== undefined) return;
  const main = fileURLToPath(new URL('./supervisorMain.js', import.meta.url));
  const { DSW_WORKSPACE: _workspace, DSW_ENVIRONMENT: _environment, DSW_COMPONENT: _component, ...processEnv } = options.processEnv;
  const child = spawn(process.execPath, [main, options.root, options.environment, ...options.running], {
    cwd: options.root,
    env: processEnv,
    detached: true,
    stdio: 'ignore',
  });
  child.on('error', () => undefined);
  child.unref();
}

/** How long the supervisor may take to end, in milliseconds, before it is killed: it may be in the middle of a start. */
const patience = 15_000;

/** Ends the supervisor when nothing is left for it to watch, and returns when it is gone. */
export async function stopSupervisor(runFolder: string): Promise<void> {
  const holder = await findSupervisor(runFolder);
  if (holder === undefined) return;
  send(holder, 'SIGTERM');
  const deadline = performance.now() + patience;
  for (let pause = 2; isProcessAlive(holder.process); pause = Math.min(pause * 1.5, 50)) {
    if (performance.now() > deadline) send(holder, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function send({ process: { pid } }: LockHolder, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}
