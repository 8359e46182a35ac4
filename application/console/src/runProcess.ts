import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RunJob, RunSaying } from './runJob.js';

/** The process of one run. */
export interface RunProcess {
  /** Lets it finish or undo what it is doing; the second time it ends at once. */
  interrupt(): void;
}

export interface RunListener {
  readonly onSaying: (saying: RunSaying) => void;
  /** It has ended: how, for people, and the last that it wrote on standard error. Called once, last. */
  readonly onExit: (how: string, said: readonly string[]) => void;
}

export type StartRun = (job: RunJob, listener: RunListener) => RunProcess;

/** How long the last output of a process is waited for after its end, in milliseconds. */
const lastWords = 2_000;

/** How many characters of standard error are kept, and how many lines of them are told. */
const kept = { characters: 8_192, lines: 20 };

/**
 * Starts runs as processes of their own, so that no hook can harm the console and each has the code that is there now. None is in the console's process
 * group, and none writes into the console's log: whoever ends the console by its group or its files leaves it to end its run in good order.
 */
export function runProcesses(processEnv: NodeJS.ProcessEnv, main = fileURLToPath(new URL('./runMain.js', import.meta.url))): StartRun {
  return (job, { onSaying, onExit }) => {
    const child = fork(main, [], {
      cwd: job.root,
      env: processEnv,
      execArgv: [],
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let said = '';
    let interrupted = false;
    let over = false;
    const exit = (how: string): void => {
      if (over) return;
      over = true;
      onExit(how, said.split('\n').filter(Boolean).slice(-kept.lines));
    };
    child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-kept.characters)));
    child.on('message', (saying) => {
      const known = saying as RunSaying;
      if (known.kind === 'ready') child.send(job, () => undefined);
      onSaying(known);
    });
    child.on('error', ({ message }) => {
      exit(`could not be started: ${message}`);
    });
    // What it said last may come after its end; but something that it left behind may hold its output open for ever.
    child.on('exit', (code, signal) => {
      const how = signal === null ? `ended with ${code ?? 0}` : `was ended by ${signal}`;
      child.once('close', () => {
        exit(how);
      });
      setTimeout(exit, lastWords, how).unref();
    });
    return {
      interrupt() {
        child.kill(interrupted ? 'SIGTERM' : 'SIGINT');
        interrupted = true;
      },
    };
  };
}
