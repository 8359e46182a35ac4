import { execFile } from 'node:child_process';

/** What became of asking a program something. */
export type ProgramAnswer =
  /** What it wrote to standard output, or to standard error where that is all it wrote. */
  { readonly kind: 'said'; readonly text: string } | { readonly kind: 'missing' } | { readonly kind: 'failed'; readonly reason: string };

/** Runs a program that answers at once, such as one that is asked for its version. `deadline` in milliseconds. Never rejects. */
export function askProgram(
  program: string,
  words: readonly string[],
  { processEnv, deadline }: { readonly processEnv: NodeJS.ProcessEnv; readonly deadline: number },
): Promise<ProgramAnswer> {
  return new Promise((resolve) => {
    const options = { env: { ...processEnv, LC_ALL: 'C' }, timeout: deadline, killSignal: 'SIGKILL', maxBuffer: 1024 * 1024 } as const;
    const child = execFile(program, words, options, (error, stdout, stderr) => {
      if (error === null) resolve({ kind: 'said', text: (stdout.trim() === '' ? stderr : stdout).trim() });
      else if (error.code === 'ENOENT') resolve({ kind: 'missing' });
      else if (error.killed === true) resolve({ kind: 'failed', reason: `it did not answer within ${deadline / 1_000} s` });
      else resolve({ kind: 'failed', reason: typeof error.code === 'number' ? `it ended with ${error.code}` : error.message });
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end();
  });
}
