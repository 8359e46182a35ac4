import { execFile } from 'node:child_process';

/** The programs by which a machine starts things at their time. */
export type SchedulerProgram = 'systemctl' | 'crontab' | 'loginctl';

export interface SchedulerRun {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** A program that waits for somebody who does not answer, such as a bus, is given up after this many milliseconds. */
const deadline = 20_000;

/** Runs one of them, in English. Undefined where there is none. */
export function runScheduler(
  program: SchedulerProgram,
  words: readonly string[],
  processEnv: NodeJS.ProcessEnv,
  input: Buffer = Buffer.of(),
): Promise<SchedulerRun | undefined> {
  return new Promise((resolve) => {
    const options = { env: { ...processEnv, LC_ALL: 'C' }, encoding: 'buffer' as const, timeout: deadline, maxBuffer: 16 * 1024 * 1024 };
    const child = execFile(program, words, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (code === 'ENOENT') resolve(undefined);
      else resolve({ status: typeof code === 'number' ? code : 1, stdout, stderr: stderr.toString() });
    });
    // That it ends without reading is told by its exit status.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
