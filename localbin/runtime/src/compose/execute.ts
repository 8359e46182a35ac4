import { finished, type Duplex, type Readable, type Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { ExecOptions, ExecResult } from '@dust-workspace/component';
import { keepEnd } from '../keepEnd.js';
import { demultiplex, writeTo } from './demultiplex.js';
import { endExec, exitCodeOf, isExecRunning } from './execProcess.js';
import { endMarked, runnerMark, runnerVariable } from './marks.js';
import { explainRefusal, podmansRefusal, refusalStart } from './refusal.js';

/** A command to run inside of a running container. */
export interface ContainerCommand {
  readonly docker: Docker;
  readonly container: string;
  readonly command: readonly [string, ...string[]];
  readonly variables: Readonly<Record<string, string>>;
}

export interface ContainerCommandOptions extends ExecOptions {
  readonly signal: AbortSignal;
  /** Where its standard error goes beside the result; it is not ended. */
  readonly stderr?: Writable;
}

type Options = ContainerCommandOptions;

/** How often a command whose output is silent is looked at, in milliseconds: what it left behind may hold its output open. */
const stall = 1_000;

/**
 * Runs a command inside of a container, with the semantics of `Runtime.exec`. The engine cannot end a command: it carries a mark in its
 * environment, by which a second command finds and ends it with everything that it started.
 */
export async function executeInContainer(request: ContainerCommand, options: Options): Promise<ExecResult> {
  if (options.signal.aborted) return interrupted;
  const mark = runnerMark();
  const { docker, container, command, variables } = request;
  const exec = await docker.getContainer(container).exec({
    Cmd: [...command],
    Env: environmentOf({ ...variables, ...options.env }, mark),
    AttachStdin: options.stdin !== undefined,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({ hijack: true, stdin: options.stdin !== undefined });
  return new RunningExec(exec, stream, mark, request).finish(options);
}

/** The environment of a command, with the mark by which it is found again. */
export function environmentOf(variables: Readonly<Record<string, string>>, mark: string): string[] {
  return Object.entries({ ...variables, [runnerVariable]: mark }).map(([name, value]) => `${name}=${value}`);
}

export const interrupted: ExecResult = { exitCode: null, signal: 'SIGTERM', stdout: '', stderr: '' };

class RunningExec {
  readonly #output = keepEnd(1024 * 1024);
  readonly #errors = keepEnd(64 * 1024);
  #failure: Error | undefined;
  #ending: Promise<void> | undefined;
  #moved = 0;
  /** Why the engine did not run it, where it says so in place of its output. */
  #refusal: string | undefined;

  constructor(
    readonly exec: Docker.Exec,
    readonly stream: Duplex,
    readonly mark: string,
    readonly request: ContainerCommand,
  ) {
    // It breaks when the command does not read all of its input, and when the engine goes away; both are noticed where it is read.
    stream.on('error', () => undefined);
  }

  async finish(options: Options): Promise<ExecResult> {
    const abort = (): void => void this.#end('TERM');
    options.signal.addEventListener('abort', abort, { once: true });
    const watching = new AbortController();
    const watch = this.#endWhatHoldsTheOutput(watching.signal);
    try {
      this.#feed(options.stdin);
      await this.#read(options);
      await this.#ending;
      if (this.#failure !== undefined && !options.signal.aborted) throw this.#failure;
      const ended = await this.#exit();
      // Of a command that was ended before it had come to its end, podman may say that it did well.
      const exit = this.#ending !== undefined && ended.exitCode === 0 ? { exitCode: null, signal: 'SIGTERM' } : ended;
      const errors = this.#errors.text();
      const refusal = this.#refusal ?? podmansRefusal.exec(errors)?.[1];
      if (refusal !== undefined && exit.exitCode !== 0) {
        const explained = explainRefusal(this.request.command[0], refusal);
        options.stderr?.write(explained.stderr);
        return explained;
      }
      return { ...exit, stdout: this.#output.text(), stderr: errors };
    } finally {
      watching.abort();
      options.signal.removeEventListener('abort', abort);
      if (typeof options.stdin === 'object') discard(options.stdin);
      this.stream.destroy();
      await watch;
    }
  }

  #feed(input: string | Readable | undefined): void {
    if (input === undefined) return;
    if (typeof input === 'string') {
      this.stream.end(input);
      return;
    }
    finished(input, { writable: false }, (error) => {
      // It is killed before its input is closed, lest it take what broke off for the whole.
      if (error) this.#fail(error, 'KILL');
    });
    input.pipe(this.stream);
  }

  async #read({ stdout, stderr, signal }: Options): Promise<void> {
    let delivering = stdout !== undefined;
    const abandoned = new Promise<void>((resolve) => stdout?.once('close', resolve));
    stdout?.on('error', (error) => {
      delivering = false;
      this.#fail(error, 'TERM');
    });
    const deliver = async (chunk: Buffer): Promise<void> => {
      if (stdout === undefined) this.#output.add(chunk);
      else if (delivering && !stdout.destroyed) await Promise.race([writeTo(stdout, chunk).catch(() => undefined), abandoned]);
    };
    await demultiplex(this.stream, {
      stdout: (chunk) => {
        if (this.#moved === 0 && chunk.subarray(0, 60).toString().startsWith(refusalStart)) this.#refusal = '';
        this.#moved += chunk.length;
        if (this.#refusal === undefined) return deliver(chunk);
        this.#refusal += chunk.toString();
        return undefined;
      },
      stderr: (chunk) => {
        this.#moved += chunk.length;
        this.#errors.add(chunk);
        return stderr === undefined ? undefined : writeTo(stderr, chunk).catch(() => undefined);
      },
    }).catch((error: unknown) => {
      // The engine went away, or the command was given up.
      if (this.#ending === undefined) this.#errors.add(Buffer.from(`the container engine broke off: ${(error as Error).message}\n`));
    });
    if (stdout === undefined || !delivering || stdout.destroyed) return;
    const flushed = new Promise<void>((resolve) => finished(stdout, { readable: false }, () => resolve()));
    stdout.end();
    await (signal.aborted ? Promise.race([flushed, abandoned]) : flushed);
  }

  #fail(error: Error, signal: 'TERM' | 'KILL'): void {
    this.#failure ??= error;
    void this.#end(signal);
  }

  #end(signal: 'TERM' | 'KILL'): Promise<void> {
    this.#ending ??= this.#endEverything(signal);
    return this.#ending;
  }

  async #endEverything(signal: 'TERM' | 'KILL'): Promise<void> {
    const { docker, container } = this.request;
    await endExec(this.exec, () => endMarked(docker, container, this.mark, signal));
    this.stream.destroy();
  }

  /** The command itself has ended, and what it left behind holds its output open. */
  async #endWhatHoldsTheOutput(signal: AbortSignal): Promise<void> {
    for (let before = -1; !signal.aborted; before = this.#moved) {
      await sleep(stall, undefined, { signal }).catch(() => undefined);
      if (signal.aborted || this.#moved !== before || (await this.#isRunning())) continue;
      await endMarked(this.request.docker, this.request.container, this.mark, 'TERM').catch(() => undefined);
    }
  }

  async #exit(): Promise<{ exitCode: number | null; signal: string | null }> {
    const code = await exitCodeOf(this.exec);
    return code === undefined ? { exitCode: null, signal: 'SIGKILL' } : { exitCode: code, signal: null };
  }

  #isRunning(): Promise<boolean> {
    return isExecRunning(this.exec);
  }
}

function discard(input: Readable): void {
  input.on('error', () => undefined);
  input.destroy();
}
