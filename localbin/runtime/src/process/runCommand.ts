import { spawn, type ChildProcess } from 'node:child_process';
import { finished, type Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecOptions, ExecResult } from '@dust-workspace/component';
import { keepEnd } from '../keepEnd.js';
import { poll } from '../poll.js';
import type { Ending } from './launch.js';
import { processTable } from './processTable.js';

export interface CommandRequest {
  readonly command: readonly [string, ...string[]];
  readonly directory: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Ends what the command started and what has left its process group. */
  endStragglers(): Promise<void>;
}

/** How long a command may take to end after SIGTERM, in milliseconds, before it is killed. */
const killAfter = 2_000;
/** How long nothing may move, in milliseconds, before a process that the command left behind is suspected to hold its output open. */
const stall = 500;

/**
 * Runs a command in a session of its own, so that Ctrl-C in a terminal does not reach it, and waits until it and its output have ended. What it leaves
 * running ends with it. `stdout` is ended and flushed. Rejects when a stream that was handed in fails: the command is ended first, and it never sees
 * the end of an input that broke off.
 */
export async function runCommand(request: CommandRequest, options: ExecOptions & { readonly signal: AbortSignal }): Promise<ExecResult> {
  if (options.signal.aborted) return { exitCode: null, signal: 'SIGTERM', stdout: '', stderr: '' };
  const running = await start(request, options.stdin !== undefined);
  if (!(running instanceof Running)) return running;

  const output = keepEnd(1024 * 1024);
  const errors = keepEnd(64 * 1024);
  const abort = (): void => void running.terminate();
  options.signal.addEventListener('abort', abort, { once: true });
  try {
    running.child.stderr?.on('data', (chunk: Buffer) => errors.add(chunk));
    if (options.stdout === undefined) running.child.stdout?.on('data', (chunk: Buffer) => output.add(chunk));
    const delivered = options.stdout === undefined ? Promise.resolve() : deliver(running, options.stdout);
    feed(running, options.stdin);

    const ending = await running.ending;
    await running.terminate();
    if (options.signal.aborted || running.failure !== undefined) {
      await request.endStragglers();
      running.closePipes();
    }
    await pipesClosed(running, options.stdout, request);
    await delivered;
    if (running.failure !== undefined && !options.signal.aborted) throw running.failure;
    return { exitCode: ending.code, signal: ending.signal, stdout: output.text(), stderr: errors.text() };
  } finally {
    options.signal.removeEventListener('abort', abort);
    if (typeof options.stdin === 'object') discard(options.stdin);
  }
}

/** A command that was started, with its process group. */
class Running {
  readonly ending: Promise<Ending>;
  readonly closed: Promise<void>;
  /** The first failure of a stream that was handed in. */
  failure: Error | undefined;
  private terminating: Promise<void> | undefined;
  private gone = false;
  private readonly givenUp = new AbortController();

  constructor(
    readonly child: ChildProcess,
    private readonly pid: number,
  ) {
    this.ending = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    this.closed = new Promise((resolve) => child.once('close', () => resolve()));
    child.on('error', () => undefined);
  }

  get abandoned(): AbortSignal {
    return this.givenUp.signal;
  }

  /** Ends the whole group; at once when nothing of it lives. */
  terminate(first: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    this.terminating ??= this.endGroup(first).finally(() => (this.terminating = undefined));
    return this.terminating;
  }

  fail(error: Error, signal: 'SIGTERM' | 'SIGKILL'): void {
    this.failure ??= error;
    void this.terminate(signal);
  }

  /** Does not wait for anybody who still reads or writes. */
  closePipes(): void {
    this.givenUp.abort();
    this.child.stdin?.destroy();
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
  }

  private async endGroup(first: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.signalGroup(first);
    const ended = await poll(() => !this.groupLives(), { within: killAfter, first: 2, most: 50 });
    if (!ended) this.signalGroup('SIGKILL');
  }

  private groupLives(): boolean {
    // A group of zombies takes signals too.
    return this.signalGroup(0) && processTable().entries.some(({ group }) => group === this.pid);
  }

  /** Whether there was anything in the group to be signalled. Once there is not, its number may be given to another. */
  private signalGroup(signal: NodeJS.Signals | 0): boolean {
    try {
      if (!this.gone) return process.kill(-this.pid, signal);
    } catch (error) {
      this.gone = (error as NodeJS.ErrnoException).code === 'ESRCH';
    }
    return false;
  }
}

async function start({ command, directory, variables }: CommandRequest, withInput: boolean): Promise<Running | ExecResult> {
  const [program, ...parameters] = command;
  try {
    const child = spawn(program, parameters, {
      cwd: directory,
      env: variables,
      detached: true,
      stdio: [withInput ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    });
    if (child.pid !== undefined) return new Running(child, child.pid);
    return notStarted(program, await new Promise<NodeJS.ErrnoException>((resolve) => child.once('error', resolve)));
  } catch (error) {
    return notStarted(program, error as NodeJS.ErrnoException);
  }
}

function notStarted(program: string, { code, message }: NodeJS.ErrnoException): ExecResult {
  const exitCode = code === 'ENOENT' ? 127 : 126;
  return { exitCode, signal: null, stdout: '', stderr: `${program}: ${code === 'ENOENT' ? 'not found' : message}\n` };
}

function feed(running: Running, input: string | Readable | undefined): void {
  const { stdin } = running.child;
  if (stdin === null || input === undefined) return;
  // A command need not read all its input: that its end of the pipe is closed is no failure.
  stdin.on('error', () => undefined);
  if (typeof input === 'string') {
    stdin.end(input);
    return;
  }
  finished(input, { writable: false }, (error) => {
    // Killed before its input is closed: it must not take what broke off for the whole.
    if (error && running.child.exitCode === null && running.child.signalCode === null) running.fail(error, 'SIGKILL');
  });
  input.pipe(stdin);
}

async function deliver(running: Running, target: Writable): Promise<void> {
  const { stdout } = running.child;
  if (stdout === null) return;
  // Without the signal it would wait for ever for the end of an output that was destroyed behind its last byte.
  await pipeline(stdout, target, { signal: running.abandoned }).catch((error: unknown) => running.fail(error as Error, 'SIGTERM'));
}

/** The command itself has ended; its output may still be on the way to a slow reader, or held open by what it left behind. */
async function pipesClosed(running: Running, target: Writable | undefined, request: CommandRequest): Promise<void> {
  const waiting = new AbortController();
  const closed = running.closed.then(() => waiting.abort());
  let moved = -1;
  let suspected = false;
  while (!waiting.signal.aborted) {
    await sleep(stall, undefined, { signal: waiting.signal }).catch(() => undefined);
    const { stdout, stderr } = running.child as { stdout: { bytesRead?: number } | null; stderr: { bytesRead?: number } | null };
    const bytes = (stdout?.bytesRead ?? 0) + (stderr?.bytesRead ?? 0);
    const stalled = bytes === moved && target?.writableNeedDrain !== true;
    moved = bytes;
    if (!stalled || waiting.signal.aborted) continue;
    if (suspected) running.fail(new Error(`${request.command.join(' ')}: something that it started keeps its output open`), 'SIGTERM');
    if (suspected) running.closePipes();
    else await request.endStragglers();
    suspected = true;
  }
  await closed;
}

function discard(input: Readable): void {
  input.on('error', () => undefined);
  input.destroy();
}
