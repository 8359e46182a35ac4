import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { pipeline } from 'node:stream/promises';
import type { ResticRunner } from './resticRunner.js';

const stderrLimit = 64 * 1024;

/** Milliseconds. */
const grace = { untilInputEnds: 250, untilKilled: 10_000 };

/** restic as a program of this machine: a name that is looked for on PATH, or a path. */
export function hostRestic(program: string, processEnv: NodeJS.ProcessEnv): ResticRunner {
  return (args, { stdin, stdout, env, signal }) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve({ exitCode: null, stderr: '' });
        return;
      }
      const child = spawn(program, args, {
        env: { ...withoutChoices(processEnv), ...env },
        stdio: [stdin === undefined ? 'ignore' : 'pipe', stdout === undefined ? 'ignore' : 'pipe', 'pipe'],
        // Without a terminal, neither restic nor ssh can wait there for somebody to type a password.
        detached: true,
      });
      let stderr = '';
      child.stderr?.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-stderrLimit)));
      // That it ended without reading is told by its exit code.
      child.stdin?.on('error', () => undefined);
      // Not a pipeline: the input of restic must not end where `stdin` is destroyed.
      if (stdin !== undefined && child.stdin !== null) stdin.pipe(child.stdin);
      const drained =
        stdout === undefined || child.stdout === null ? Promise.resolve() : pipeline(child.stdout, stdout).catch(() => undefined);

      const ending = new Ending(child, () => stderr);
      const abort = (): void => ending.begin();
      signal?.addEventListener('abort', abort, { once: true });
      const settle = (exitCode: number | null, told: string): void => {
        signal?.removeEventListener('abort', abort);
        ending.over();
        void drained.then(() => resolve({ exitCode, stderr: told }));
      };
      child.once('error', (error) => {
        stdout?.end();
        settle(127, `${program}: ${error.message}`);
      });
      child.once('close', (code) => settle(code, stderr));
    });
}

/** What would speak of another repository than the one that is meant, or of another password. */
const choices = ['REPOSITORY', 'REPOSITORY_FILE', 'PASSWORD', 'PASSWORD_FILE', 'PASSWORD_COMMAND', 'KEY_HINT', 'CACHE_DIR'];

function withoutChoices(processEnv: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(processEnv).filter(([name]) => !choices.some((choice) => name === `RESTIC_${choice}`)));
}

/**
 * Ends restic on the way. An interrupt lets it remove its lock; 0.14 then ends at once. Later versions go on reading, and end with the end of their
 * input, which they may see only after they have taken note of the interrupt: before that it would be the end of the data.
 */
class Ending {
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly child: ChildProcess,
    private readonly stderr: () => string,
  ) {}

  begin(): void {
    const { child } = this;
    child.kill('SIGINT');
    child.stderr?.on('data', () => this.whenNoted());
    this.timers.push(setTimeout(() => child.kill('SIGKILL'), grace.untilKilled));
  }

  over(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private whenNoted(): void {
    if (!/signal .*received/.test(this.stderr())) return;
    this.timers.push(setTimeout(() => this.child.stdin?.destroy(), grace.untilInputEnds));
  }
}
