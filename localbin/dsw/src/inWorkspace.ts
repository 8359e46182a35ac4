import type { Result } from '@dust-workspace/component';
import { openWorkspace, type ConfigurationRun, type Workspace } from '@dust-workspace/lifecycle';
import { exitCodes, print, type Face } from './face.js';
import { interruptible } from './interruptible.js';
import { openOptions, printDiagnostics } from './open.js';
import type { GlobalOptions } from './options.js';

/** Opens the workspace and prints what `body` has to say of it, or why it failed. Returns the exit status. */
export async function inWorkspace(
  face: Face,
  command: string,
  options: GlobalOptions,
  body: (workspace: Workspace, run: ConfigurationRun) => Promise<Result<string>>,
): Promise<number> {
  const open = openOptions(face, options);
  if (open === undefined) return exitCodes.usage;
  const interrupt = interruptible(face);
  try {
    const opened = await openWorkspace(open);
    const emit: ConfigurationRun['emit'] = (event) => {
      if (event.kind === 'notice') print(face.stderr, event.message);
    };
    const said = opened.ok ? await body(opened.value, { command, signal: interrupt.signal, emit }) : opened;
    if (said.ok) print(face.stdout, said.value);
    else printDiagnostics(face, said.diagnostics);
    if (said.ok) return exitCodes.ok;
    return interrupt.signal.aborted ? exitCodes.interrupted : exitCodes.failed;
  } finally {
    interrupt.dispose();
  }
}
