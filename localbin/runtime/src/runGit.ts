import { execFile } from 'node:child_process';

export interface GitRun {
  readonly status: number;
  readonly output: string;
}

/** Runs git in a folder. Undefined when there is no git. */
export function runGit(
  directory: string,
  processEnv: NodeJS.ProcessEnv,
  words: readonly string[],
  input = '',
): Promise<GitRun | undefined> {
  return new Promise((resolve) => {
    const options = { cwd: directory, env: processEnv, maxBuffer: 256 * 1024 * 1024 };
    const child = execFile('git', words, options, (error, output) => {
      if (error === null) resolve({ status: 0, output });
      // 128 is what git itself ends with when it cannot work.
      else resolve(error.code === 'ENOENT' ? undefined : { status: typeof error.code === 'number' ? error.code : 128, output });
    });
    // That it ends without reading is told by its exit status.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
