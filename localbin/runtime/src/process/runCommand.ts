import { finished, type Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecOptions, ExecResult } from '@dust-workspace/component';
import { keepEnd } from '../keepEnd.js';
import { RunningCommand, type CommandRequest } from './runningCommand.js';

/** How long nothing may move, in milliseconds, before a process that the command left behind is suspected to hold its output open. */
const stall = 500;

/**
 * Runs a command in a session of its own, so that Ctrl-C in a terminal does not reach it, and waits until it and its output have ended. What it
 * leaves running ends with it. `stdout` is ended and flushed. Rejects when a stream that was handed in fails: the command is ended first, and it
 * never sees the end of an input that broke off.
 */
export async function runCommand(request: CommandRequest, options: ExecOptions & { readonly signal: AbortSignal }): Promise<ExecResult> {
  if (options.signal.aborted) return { exitCode: null, signal: 'SIGTERM', stdout: '', stderr: '' };
  const running = await RunningCommand.start(request, options.stdin !== undefined);
  if (!(running instanceof RunningCommand)) return notStarted(request.command[0], running);

  const output = keepEnd(1024 * 1024);
  const errors = keepEnd(64 * 1024);
  const abort = (): void => void running.giveUp();
  options.signal.addEventListener('abort', abort, { once: true });
  try {
    running.child.stderr?.on('data', (chunk: Buffer) => errors.add(chunk));
    if (options.stdout === undefined) running.child.stdout?.on('data', (chunk: Buffer) => output.add(chunk));
    const delivered = options.stdout === undefined ? Promise.resolve() : deliver(running, options.stdout);
    feed(running, options.stdin);

    const ending = await running.ending;
    await running.endGroup();
    await pipesClosed(running, options.stdout, request);
    await delivered;
    if (running.failure !== undefined && !options.signal.aborted) throw running.failure;
    return { exitCode: ending.code, signal: ending.signal, stdout: output.text(), stderr: errors.text() };
  } finally {
    options.signal.removeEventListener('abort', abort);
    if (typeof options.stdin === 'object') discard(options.stdin);
  }
}

function notStarted(program: string, { code, message }: NodeJS.ErrnoException): ExecResult {
  const missing = code === 'ENOENT';
  return { exitCode: missing ? 127 : 126, signal: null, stdout: '', stderr: `${program}: ${missing ? 'not found' : message}\n` };
}

function feed(running: RunningCommand, input: string | Readable | undefined): void {
  const { stdin } = running.child;
  if (stdin === null || input === undefined) return;
  // A command need not read all its input: that its end of the pipe is closed is no failure.
  stdin.on('error', () => undefined);
  if (typeof input === 'string') {
    stdin.end(input);
    return;
  }
  finished(input, { writable: false }, (error) => {
    // It is killed before its input is closed, lest it take what broke off for the whole.
    if (error && !running.hasEnded) running.fail(error, 'SIGKILL');
  });
  input.pipe(stdin);
}

async function deliver(running: RunningCommand, target: Writable): Promise<void> {
  const { stdout } = running.child;
  if (stdout === null) return;
  // Without the signal it would wait for ever for the end of an output that was destroyed behind its last byte.
  await pipeline(stdout, target, { signal: running.abandoned }).catch((error: unknown) => running.fail(error as Error, 'SIGTERM'));
}

/** The command itself has ended; its output may still be on the way to a slow reader, or held open by what it left behind. */
async function pipesClosed(running: RunningCommand, target: Writable | undefined, request: CommandRequest): Promise<void> {
  const waiting = new AbortController();
  const closed = running.closed.then(() => waiting.abort());
  let moved = -1;
  let suspected = false;
  while (!waiting.signal.aborted) {
    await sleep(stall, undefined, { signal: waiting.signal }).catch(() => undefined);
    const bytes = bytesRead(running.child.stdout) + bytesRead(running.child.stderr);
    const stalled = bytes === moved && target?.writableNeedDrain !== true;
    moved = bytes;
    if (!stalled || waiting.signal.aborted) continue;
    if (suspected)
      running.fail(new Error('something that the command started, and that cannot be found, keeps its output open'), 'SIGTERM');
    else await request.endStragglers();
    suspected = true;
  }
  await closed;
}

/** Pipes are sockets, which count. */
function bytesRead(stream: Readable | null): number {
  return (stream as { bytesRead?: number } | null)?.bytesRead ?? 0;
}

function discard(input: Readable): void {
  input.on('error', () => undefined);
  input.destroy();
}
