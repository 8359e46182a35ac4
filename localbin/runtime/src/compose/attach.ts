import { PassThrough, Writable, type Duplex } from 'node:stream';
import { exitStatus } from '../exitStatus.js';
import type { AttachOptions } from '../runtime.js';
import { writeTo } from './demultiplex.js';
import { messageOf, statusOf } from './engineProblem.js';
import { endExec, exitCodeOf } from './execProcess.js';
import { environmentOf, executeInContainer, type ContainerCommand } from './execute.js';
import { endMarked, runnerMark } from './marks.js';
import { explainRefusal, RefusalFilter } from './refusal.js';
import { connectTerminal, detachKeys, hasTerminal } from './seat.js';

/** Hands a command in a running container over to whoever sits there. The exit status is the command's. Throws what the engine throws before it runs. */
export function attachInContainer(request: ContainerCommand, options: AttachOptions): Promise<number> {
  return hasTerminal(options) ? attachTerminal(request, options) : attachPipes(request, options);
}

async function attachTerminal({ docker, container, command, variables }: ContainerCommand, options: AttachOptions): Promise<number> {
  const { stdout, env, signal } = options;
  if (signal.aborted) return interruptedStatus;
  const mark = runnerMark();
  const exec = await docker.getContainer(container).exec({
    Cmd: [...command],
    Env: environmentOf({ ...variables, ...env }, mark),
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
    DetachKeys: detachKeys,
    ConsoleSize: [stdout.rows, stdout.columns],
  });
  let stream: Duplex;
  try {
    stream = await exec.start({ hijack: true, stdin: true, Tty: true });
  } catch (error) {
    return refused(command[0], error, options);
  }
  const end = (): void => void endExec(exec, () => endMarked(docker, container, mark, 'TERM')).then(() => stream.destroy());
  signal.addEventListener('abort', end, { once: true });
  const filter = new RefusalFilter();
  const connection = connectTerminal(stream, options, (size) => exec.resize(size), filter);
  try {
    await connection.drained;
    const status = (await exitCodeOf(exec)) ?? brokenOff;
    return status === 0 || filter.refusal === undefined ? status : explain(command[0], filter.refusal, options);
  } finally {
    signal.removeEventListener('abort', end);
    connection.restore();
  }
}

const interruptedStatus = exitStatus({ exitCode: null, signal: 'SIGTERM' });
const brokenOff = exitStatus({ exitCode: null, signal: 'SIGKILL' });

async function attachPipes(request: ContainerCommand, options: AttachOptions): Promise<number> {
  const { stdin, stdout, stderr, env, signal } = options;
  const lost = new AbortController();
  const input = stdin.pipe(new PassThrough());
  try {
    const result = await executeInContainer(request, {
      stdin: input,
      stdout: handingOn(stdout, () => lost.abort()),
      stderr,
      ...(env === undefined ? {} : { env }),
      signal: AbortSignal.any([signal, lost.signal]),
    });
    return exitStatus(result);
  } catch (error) {
    return refused(request.command[0], error, options);
  } finally {
    stdin.unpipe(input);
    stdin.pause();
  }
}

/** Ends without what stands behind it. When nobody takes anything there any more, that is told, and the rest is let go. */
function handingOn(target: Writable, onLost: () => void): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      writeTo(target, chunk)
        .catch(onLost)
        .finally(() => done());
    },
  });
}

/** That the command does not exist is the business of whoever typed it; everything else is not. */
function refused(program: string, error: unknown, options: AttachOptions): number {
  const said = messageOf(error);
  if (statusOf(error) === undefined || !/executable file not found|no such file or directory|permission denied/i.test(said)) throw error;
  return explain(program, said, options);
}

function explain(program: string, said: string, { stderr }: AttachOptions): number {
  const explained = explainRefusal(program, said);
  stderr.write(explained.stderr);
  return exitStatus(explained);
}
