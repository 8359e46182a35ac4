import { spawn, type ChildProcess } from 'node:child_process';
import { exitStatus } from '../exitStatus.js';
import { poll } from '../poll.js';
import type { AttachOptions, Instance } from '../runtime.js';
import { commandOf } from './execute.js';
import type { CommandRequest } from './runningCommand.js';
import type { Invoker } from './user.js';

/** How long a command may take to end after SIGTERM, in milliseconds, before it is killed. */
const killAfter = 2_000;

/**
 * Hands a command in the context of an instance over to whoever sits there. It inherits their input and output, and with their terminal also the place
 * in the foreground: the system itself brings it keys, signals and the size of the window. What it leaves running ends with it.
 */
export async function attach(
  instance: Instance,
  command: readonly [string, ...string[]],
  options: AttachOptions,
  invoker: Invoker,
): Promise<number> {
  const { env, stdin, stdout, stderr, signal } = options;
  if (signal.aborted) return exitStatus({ exitCode: null, signal: 'SIGTERM' });
  const request = await commandOf(instance, command, env, invoker);
  if ('exitCode' in request) {
    stderr.write(`${request.message}\n`);
    return request.exitCode;
  }
  const [program, ...parameters] = request.command;
  let child: ChildProcess;
  try {
    child = spawn(program, parameters, { cwd: request.directory, env: request.variables, stdio: [stdin, stdout, stderr] });
  } catch (error) {
    return notStarted(program, error as NodeJS.ErrnoException, options);
  }
  const abort = (): void => void endSoon(child);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await endOf(child, request, options);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function endOf(child: ChildProcess, request: CommandRequest, options: AttachOptions): Promise<number> {
  const ended = await new Promise<{ exitCode: number | null; signal: string | null } | NodeJS.ErrnoException>((resolve) => {
    child.once('error', resolve);
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  if (ended instanceof Error) return notStarted(request.command[0], ended, options);
  await request.endStragglers();
  return exitStatus(ended);
}

/** It is in the process group of its runner, so that it alone is signalled; what it started is ended after it. */
async function endSoon(child: ChildProcess): Promise<void> {
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  child.kill('SIGTERM');
  if (!(await poll(hasEnded, { within: killAfter, first: 5, most: 50 }))) child.kill('SIGKILL');
}

function notStarted(program: string, { code, message }: NodeJS.ErrnoException, { stderr }: AttachOptions): number {
  const missing = code === 'ENOENT';
  stderr.write(`${program}: ${missing ? 'not found' : message}\n`);
  return missing ? 127 : 126;
}
