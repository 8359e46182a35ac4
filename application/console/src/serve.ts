import { formatDiagnostic, type Diagnostic } from '@dust-workspace/component';
import { endOnFault, guardOutput, Redactor } from '@dust-workspace/lifecycle/guard';
import { startConsole, type Console } from './console.js';
import { observeWorkspace } from './observeWorkspace.js';
import { readSettings } from './settings.js';

const redactor = new Redactor();
guardOutput(redactor, [process.stdout, process.stderr]);
const fault = endOnFault(redactor, process.stderr);

/** The program: `node dist/serve.js`, with its settings in the process's environment. */
await serve().catch(fault);

async function serve(): Promise<void> {
  const settings = readSettings(process.env);
  if (!settings.ok) {
    refuse(settings.diagnostics);
    return;
  }

  const { workspace: root, environment } = settings.value;
  const started = await startConsole({
    settings: settings.value,
    observe: observeWorkspace({ root, environment, processEnv: process.env, redactor }),
    now: () => new Date(),
    log,
  });
  if (!started.ok) {
    refuse(started.diagnostics);
    return;
  }

  log(`the console is at ${started.value.url}`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void end(started.value, signal));
}

/** A database that does not answer must not hold up the end: what it has not got after this time is given up. */
const patience = 800;

async function end(console: Console, signal: string): Promise<void> {
  log(`ending on ${signal}`);
  setTimeout(() => process.exit(0), patience);
  await console.close();
  process.exit(0);
}

function refuse(diagnostics: readonly Diagnostic[]): void {
  process.stderr.write(`${diagnostics.map(formatDiagnostic).join('\n')}\n`);
  process.exitCode = 1;
}

function log(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
}
