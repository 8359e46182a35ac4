import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { findProgram } from '../findProgram.js';
import { poll } from '../poll.js';

/** Programs in a world of their own: what they mount and whom they start is gone when they end, and nobody else sees it. */
export interface Enclosure {
  /** Arguments of `nsenter` for a program that is to be in it. */
  readonly way: readonly string[];
  /** Resolves when it answers; rejects with the end of its output when it ends before that, or takes longer than a minute. */
  until(answers: () => Promise<boolean>): Promise<void>;
  /** Runs a command in it, and resolves with what that says. */
  run(command: readonly [string, ...string[]]): Promise<string>;
  end(): Promise<void>;
}

export interface EnclosureOptions {
  /** Shell that never ends by itself. */
  readonly script: string;
  readonly env: NodeJS.ProcessEnv;
  /** A file for what is said in it. */
  readonly log: string;
  /** With a network of its own, too. */
  readonly network?: boolean;
}

/** Why there can be no enclosure with these programs here; undefined when there can. */
export async function noEnclosure(programs: readonly string[]): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux may start an engine of another kind';
  const place = { path: process.env['PATH'] ?? '', directory: '/' };
  for (const program of ['unshare', 'nsenter', ...programs])
    if ((await findProgram(program, place)) === undefined) return `${program} is not installed`;
  return undefined;
}

export function enclose({ script, env, log, network = false }: EnclosureOptions): Enclosure {
  const file = openSync(log, 'a');
  const spaces = ['--mount', '--pid', '--fork', '--mount-proc', ...(network ? ['--net'] : [])];
  const child = spawn('unshare', [...spaces, '--kill-child=KILL', 'sh', '-c', first(script)], {
    // In a session of its own, lest Ctrl-C in a terminal end it before the test has.
    detached: true,
    stdio: ['pipe', file, file],
    env,
  });
  closeSync(file);
  child.stdin?.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', resolve);
    child.once('error', resolve);
  });
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const own = `/proc/${child.pid}/ns`;
  const way = [`--mount=${own}/mnt`, `--pid=${own}/pid_for_children`, ...(network ? [`--net=${own}/net`] : [])];
  return {
    way,
    async until(answers) {
      const there = await poll(async () => hasEnded() || (await answers()), { within: 60_000, first: 20, most: 100 });
      if (!there || hasEnded()) throw new Error(`it does not start:\n${readFileSync(log, 'utf8').slice(-4_000)}`);
    },
    run: async ([program, ...rest]) => (await promisify(execFile)('nsenter', [...way, program, ...rest])).stdout,
    async end() {
      child.stdin?.end();
      await ended;
    },
  };
}

/**
 * Process 1, whose end is that of all others. It ends with the script, or when its input does, as it does when this process dies; until then it
 * buries whom nobody else waits for.
 */
function first(script: string): string {
  return `trap 'exit 0' TERM
exec 3<&0
{ read -r end <&3; kill -TERM 1; } &
{ ${script}
} 3<&- &
wait "$!"`;
}
