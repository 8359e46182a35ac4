import { listen, renderForward, terminalWidth } from '@dust-workspace/lifecycle';
import { exitCodes, print, type Face } from './face.js';
import { printDiagnostics, withWorkspace } from './open.js';
import type { GlobalOptions } from './options.js';

/** Passes well-known ports on to the environment until it is interrupted. */
export function forward(face: Face, names: readonly string[], options: GlobalOptions & { readonly dryRun?: true }): Promise<number> {
  return withWorkspace(face, options, names, async (workspace) => {
    const rows = await workspace.portsToForward(names);
    const forwards = rows.flatMap((row) => (row.kind === 'forwarded' ? [row] : []));
    // What nobody asked for by name need not be possible.
    const refused = names.length > 0 && rows.some(({ kind }) => kind === 'impossible');
    const nothing = forwards.length === 0;
    if (options.dryRun === true || refused || nothing) {
      print(face.stdout, renderForward(rows, terminalWidth(face.stdout)));
      if (nothing) print(face.stderr, `nothing is passed on to ${workspace.selection.environment}`);
      return refused || (nothing && rows.some(({ kind }) => kind === 'impossible')) ? exitCodes.failed : exitCodes.ok;
    }
    const interrupted = new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve);
    });
    const listening = await listen(forwards, (message) => print(face.stderr, message));
    if (!listening.ok) {
      printDiagnostics(face, listening.diagnostics);
      return exitCodes.failed;
    }
    print(face.stdout, renderForward(rows, terminalWidth(face.stdout)));
    print(face.stderr, `passing on to ${workspace.selection.environment} until Ctrl-C`);
    await interrupted;
    await listening.value.close();
    return exitCodes.ok;
  });
}
