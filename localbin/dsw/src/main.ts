import { Console } from 'node:console';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endOnFault, guardOutput, Redactor } from '@dust-workspace/lifecycle/guard';
import { exitCodes } from './face.js';
import { run } from './run.js';

// What hooks print past their log must not get between what the command prints, JSON above all.
globalThis.console = new Console(process.stderr);

const redactor = new Redactor();
const guard = guardOutput(redactor, [process.stdout, process.stderr]);
const fault = endOnFault(redactor, process.stderr);

let over = false;
let unwritten = false;
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // Whoever reads the output may leave before its end; what was begun is finished all the same.
  if (code === 'EPIPE') return;
  unwritten = true;
  process.stderr.write(`error: the output could not be written: ${message}\n`);
});
process.stderr.on('error', () => undefined);
process.on('exit', (code) => {
  if (over || code !== exitCodes.ok) return;
  process.exitCode = exitCodes.failed;
  process.stderr.write('error: a hook ended the whole command (process.exit), and nothing more was done\n');
});

main().catch(fault);

async function main(): Promise<void> {
  const status = await run({
    argv: process.argv.slice(2),
    cwd: currentFolder(),
    processEnv: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    // Only some commands read it, and it is not for nothing.
    get stdin() {
      return process.stdin;
    },
    memo: join(dirname(fileURLToPath(import.meta.url)), 'manifests.json'),
    redactor,
    unguarded: (body) => guard.lifted(body),
  });
  over = true;
  // Whoever reads the output may be slow, and what is on its way would be lost.
  await Promise.all([process.stdout, process.stderr].map(written));
  // That something could not be written is told a moment later.
  await new Promise((resolve) => setImmediate(resolve));
  process.exitCode = status === exitCodes.ok && unwritten ? exitCodes.failed : status;
  // A hook that was given up may have left something open; the command is over all the same.
  process.exit();
}

/** Settles when everything was handed over, or cannot be. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}

/** Somebody may have removed it meanwhile. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
}
