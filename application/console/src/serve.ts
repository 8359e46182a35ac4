import { formatDiagnostic, type Diagnostic } from '@dust-workspace/component';
import { endOnFault, guardOutput, Redactor } from '@dust-workspace/lifecycle/guard';
import { startConsole, type Console } from './console.js';
import { runProcesses } from './runProcess.js';
import { readSettings } from './settings.js';
import { surroundings } from './surroundings.js';
import { workspaceEngine } from './workspaceEngine.js';

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
  const processEnv = surroundings(process.env);
  const started = await startConsole({
    settings: settings.value,
    engine: workspaceEngine({ root, environment, processEnv, redactor }),
    startRun: runProcesses(processEnv),
    redact: (text) => redactor.redact(text),
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

/** What does not answer must not hold up the end. */
const patience = 8_000;

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
