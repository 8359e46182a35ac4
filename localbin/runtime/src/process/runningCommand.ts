import { spawn, type ChildProcess } from 'node:child_process';
import { poll } from '../poll.js';
import type { Ending } from './launch.js';
import { processTable } from './processTable.js';

export interface CommandRequest {
  readonly command: readonly [string, ...string[]];
  readonly directory: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Ends what the command started and what has left its process group. */
  readonly endStragglers: () => Promise<void>;
}

/** How long a command may take to end after SIGTERM, in milliseconds, before it is killed. */
const killAfter = 2_000;

/** A command in a session and process group of its own. */
export class RunningCommand {
  readonly ending: Promise<Ending>;
  /** The command and everything that wrote to its pipes have ended. */
  readonly closed: Promise<void>;
  private readonly givenUp = new AbortController();
  private givingUp: Promise<void> | undefined;
  private firstFailure: Error | undefined;
  private gone = false;

  private constructor(
    readonly child: ChildProcess,
    private readonly pid: number,
    private readonly endStragglers: () => Promise<void>,
  ) {
    this.ending = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    this.closed = new Promise((resolve) => child.once('close', () => resolve()));
    child.on('error', () => undefined);
  }

  /** The command, or why the system did not start it. */
  static async start(request: CommandRequest, withInput: boolean): Promise<RunningCommand | NodeJS.ErrnoException> {
    const [program, ...parameters] = request.command;
    try {
      const child = spawn(program, parameters, {
        cwd: request.directory,
        env: request.variables,
        detached: true,
        stdio: [withInput ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      });
      if (child.pid !== undefined) return new RunningCommand(child, child.pid, request.endStragglers);
      return await new Promise<NodeJS.ErrnoException>((resolve) => child.once('error', resolve));
    } catch (error) {
      return error as NodeJS.ErrnoException;
    }
  }

  /** Aborted when nobody waits for the command's input and output any more. */
  get abandoned(): AbortSignal {
    return this.givenUp.signal;
  }

  /** The first failure of a stream that belongs to the caller. */
  get failure(): Error | undefined {
    return this.firstFailure;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  fail(error: Error, signal: 'SIGTERM' | 'SIGKILL'): void {
    this.firstFailure ??= error;
    void this.giveUp(signal);
  }

  /** Ends the command and everything that it started, and lets go of its pipes. */
  giveUp(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    this.givingUp ??= this.endEverything(signal);
    return this.givingUp;
  }

  /** Ends what is left of the group, first politely; at once when nothing is. */
  async endGroup(first: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    this.signalGroup(first);
    const ended = await poll(() => !this.groupLives(), { within: killAfter, first: 2, most: 50 });
    if (!ended) this.signalGroup('SIGKILL');
  }

  private async endEverything(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await this.endGroup(signal);
    await this.ending;
    await this.endStragglers();
    this.givenUp.abort();
    for (const pipe of [this.child.stdin, this.child.stdout, this.child.stderr]) pipe?.destroy();
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
