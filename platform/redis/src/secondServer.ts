import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { PassThrough, type Writable } from 'node:stream';
import type { ExecResult } from '@dust-workspace/component/hooks';
import { FirstOutput } from './firstOutput.js';
import { command, configured, type Context, type Server } from './redisCli.js';
import { until } from './until.js';

export interface SecondServerUse<T> {
  /** Lines of configuration beyond those that keep it to itself. */
  readonly settings: readonly string[];
  /** Writes a snapshot into the server, and ends it. */
  readonly fill: (snapshot: Writable) => Promise<void>;
  /** What the server is wanted for. The signal is aborted when the server ends by itself. */
  readonly use: (server: Server, signal: AbortSignal) => Promise<T>;
}

/** The second server ended by itself, or did not read all that it was given. The message is the end of what it said. */
export class SecondServerEnded extends Error {}

/**
 * Starts a second server of the same installation beside the component, with a port and a password of its own, lets it read a snapshot as it
 * comes, and ends it. Nothing of the snapshot is on disk, since what the server opens as its file is a pipe. It ends with us, however we end:
 * `scripts/second.sh` kills it when its own standard input ends. Where memory runs out it is the first to go.
 */
export async function withSecondServer<T>(context: Context, { settings, fill, use }: SecondServerUse<T>): Promise<T> {
  const server: Server = { port: await freePort(), password: randomBytes(24).toString('hex') };
  const [folder, databases] = [await configured(context, 'dir'), await configured(context, 'databases')];
  const token = randomBytes(6).toString('hex');
  const output = new FirstOutput();
  const lifeline = new PassThrough();
  const ended = new AbortController();
  const signal = AbortSignal.any([context.signal, ended.signal]);
  const configuration = [...configurationOf(server, databases), ...settings].join('\n');
  const serving = context
    .exec(['scripts/second.sh', folder, token], { stdin: lifeline, stdout: output, env: { SECOND_CONFIGURATION: configuration } })
    .finally(() => {
      ended.abort();
    });
  serving.catch(() => undefined);
  try {
    await output.begun(signal);
    await feed(context, [folder, token], fill, signal);
    await until(signal, async () => (await command(context, 'ping', server).catch(() => '')) === 'PONG');
    if (!/^.*(Done loading RDB|DB loaded from disk)/m.test(output.text))
      throw new NotRead('the second server started without the snapshot');
    return await use(server, signal);
  } catch (error) {
    if (error instanceof NotFilled) throw error.cause;
    lifeline.end();
    const result = await serving;
    if (context.signal.aborted || (result.exitCode === endedByUs && !(error instanceof NotRead))) throw error;
    throw new SecondServerEnded(reasonOf(output.text, result, error));
  } finally {
    lifeline.end();
    await serving.catch(() => undefined);
  }
}

/** It keeps nothing, is recognised by its environment as the component's processes are, and goes first where memory runs out. */
function configurationOf({ port, password }: Server, databases: string): string[] {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `databases ${databases}`,
    'save ""',
    'appendonly no',
    'repl-diskless-sync-delay 0',
    'set-proc-title no',
    'oom-score-adj absolute',
    'oom-score-adj-values 1000 1000 1000',
  ];
}

/** As `scripts/second.sh` has it. */
const endedByUs = 99;

/** The reason is known to the server, if to anybody. */
class NotRead extends Error {}

/** The reason is the cause. */
class NotFilled extends Error {}

/** Resolves when everything that `fill` wrote is in the pipe, and was read but for what a pipe holds. */
async function feed(
  context: Context,
  place: readonly [folder: string, token: string],
  fill: SecondServerUse<void>['fill'],
  signal: AbortSignal,
): Promise<void> {
  const snapshot = new PassThrough();
  const give = (): void => void snapshot.destroy(new NotRead('the second server has ended'));
  signal.addEventListener('abort', give, { once: true });
  try {
    const filling = fill(snapshot).catch((error: unknown) => {
      snapshot.destroy(error as Error);
      throw error instanceof NotRead || isOfStream(error)
        ? new NotRead('the second server stopped reading')
        : new NotFilled('', { cause: error });
    });
    const feeding = context.exec(['sh', '-c', intoPipe, 'sh', ...place], { stdin: snapshot }).then(({ exitCode, stderr }) => {
      snapshot.destroy();
      if (exitCode !== 0) throw new NotRead(stderr.trim());
    });
    const [filled, fed] = await Promise.allSettled([filling, feeding]);
    for (const part of [filled, fed]) if (part.status === 'rejected') throw part.reason;
  } finally {
    signal.removeEventListener('abort', give);
  }
}

/** Whether it says no more than that a stream was closed by whoever read it. */
function isOfStream(error: unknown): boolean {
  return ['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** A server that cannot go on opens the file again to say why, and would wait there for ever: once both ends are open it is removed. */
const intoPipe = 'for pipe in "$1"/second.*."$2"/dump.rdb; do exec 5>"$pipe"; rm "$pipe"; exec cat >&5; done';

function reasonOf(said: string, { stderr, exitCode, signal }: ExecResult, error: unknown): string {
  if (signal === 'SIGKILL' || exitCode === 137) return 'the second server was killed';
  const lines = `${said}\n${stderr}`.split('\n').filter((line) => line !== '' && line !== 'started');
  const last = lines.slice(-2).map((line) => line.replace(/^\d+:[A-Z] .*? [*#] /, '').trim());
  return last.join(' ') || (error instanceof NotRead && error.message) || `it exited with ${exitCode ?? signal ?? 'nothing'}`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
