import { paintFor, renderStatusOverview, renderStatusTable, statusAsJson, terminalWidth } from '@dust-workspace/lifecycle';
import { exitCodes, print, type Face } from './face.js';
import { printDiagnostics, withWorkspace } from './open.js';
import type { GlobalOptions } from './options.js';
import { shownComponents } from './shownComponents.js';

export interface StatusOptions extends GlobalOptions {
  readonly all?: true;
  readonly json?: true;
}

/** Exits 0 whenever it could observe, whatever the states; a broken manifest is a failure, beside the rows of the sound components. */
export async function status(face: Face, names: readonly string[], options: StatusOptions): Promise<number> {
  return withWorkspace(face, options, names, async (workspace) => {
    const chosen = shownComponents(workspace, names, options);
    const render = chosen.length > 0 || options.all === true ? renderStatusTable : renderStatusOverview;
    const report = await workspace.status(chosen);
    print(
      face.stdout,
      options.json === true
        ? JSON.stringify(statusAsJson(report), null, 2)
        : render(report, paintFor(face.stdout, face.processEnv), terminalWidth(face.stdout)),
    );
    printDiagnostics(face, report.diagnostics);
    return report.diagnostics.some(({ severity }) => severity === 'error') ? exitCodes.failed : exitCodes.ok;
  });
}
