import { spawn, type StdioOptions } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fail, ok, problem, type Result } from '@dust-workspace/component';

export interface EditorOptions {
  readonly processEnv: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Whether standard input and output are a terminal that nobody records. */
  readonly attended: boolean;
}

/**
 * Opens a file in $VISUAL, $EDITOR or vi, and returns when that is closed. What is on the screen of an editor must not be kept by anybody: it gets the
 * terminal itself, or none. Ctrl-C is for it alone.
 */
export async function openEditor(path: string, { processEnv, cwd, attended }: EditorOptions): Promise<Result<void>> {
  const chosen = [processEnv['VISUAL'], processEnv['EDITOR']].find((command) => command !== undefined && command !== '');
  const terminal = attended ? undefined : openTerminal();
  try {
    if (chosen === undefined && !attended && terminal === undefined)
      return fail(
        problem(
          'no-terminal',
          'an editor needs a terminal, and there is none',
          'Run this on a terminal, or name an editor that needs none in EDITOR.',
        ),
      );
    const stdio: StdioOptions = attended ? 'inherit' : terminal === undefined ? 'ignore' : [terminal, terminal, terminal];
    return await run(chosen ?? 'vi', path, { stdio, env: processEnv, cwd });
  } finally {
    if (terminal !== undefined) closeSync(terminal);
  }
}

function openTerminal(): number | undefined {
  try {
    return openSync('/dev/tty', 'r+');
  } catch {
    return undefined;
  }
}

/** The editor may be a command with arguments, as for git. */
function run(editor: string, path: string, options: { stdio: StdioOptions; env: NodeJS.ProcessEnv; cwd: string }): Promise<Result<void>> {
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  return new Promise<Result<void>>((resolve) => {
    const child = spawn('sh', ['-c', `${editor} "$@"`, 'sh', path], options);
    const failed = (how: string): void =>
      resolve(fail(problem('editor-failed', `the editor ${editor} ${how}`, 'Name another in VISUAL or EDITOR. Nothing was changed.')));
    child.once('error', ({ message }) => failed(`could not be started: ${message}`));
    child.once('exit', (code, signal) => {
      if (code === 0) resolve(ok());
      else failed(signal === null ? `ended with ${code ?? 0}` : `was ended by ${signal}`);
    });
  }).finally(() => process.off('SIGINT', ignore));
}
