import { openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ReadStream, WriteStream } from 'node:tty';
import { fail, ok, problem, type Result } from '@dust-workspace/component';

/** Asks on the terminal of this process, wherever its output goes, and shows nothing of the answer. */
export async function askHidden(prompt: string): Promise<Result<string>> {
  const terminal = openTerminal();
  if (terminal === undefined) return fail(problem('no-terminal', 'there is no terminal to ask on'));
  const { input, output } = terminal;
  const dialogue = createInterface({ input, output: new Writable({ write: (_chunk, _encoding, done) => done() }), terminal: true });
  // Not before the terminal has been told to show nothing.
  output.write(prompt);
  try {
    return await new Promise((resolve) => {
      dialogue
        .once('line', (line) => resolve(ok(line)))
        .once('SIGINT', () => resolve(fail(problem('cancelled', 'it was cancelled'))))
        .once('close', () => resolve(fail(problem('cancelled', 'it was cancelled'))));
    });
  } finally {
    dialogue.close();
    output.write('\n');
    input.destroy();
    output.destroy();
  }
}

/** A process without a terminal, such as one of CI or a daemon, cannot open this. */
function openTerminal(): { readonly input: ReadStream; readonly output: WriteStream } | undefined {
  try {
    return { input: new ReadStream(openSync('/dev/tty', 'r')), output: new WriteStream(openSync('/dev/tty', 'w')) };
  } catch {
    return undefined;
  }
}
