import { paintFor, renderStatusTable, statusAsJson } from '@dust-workspace/lifecycle';
import { exitCodes, print, type Face } from './face.js';
import { printDiagnostics, withWorkspace } from './open.js';
import type { GlobalOptions } from './options.js';

/** Exits 0 whenever it could observe, whatever the states; a broken manifest is a failure, beside the rows of the sound components. */
export async function status(face: Face, names: readonly string[], options: GlobalOptions & { readonly json?: true }): Promise<number> {
  return withWorkspace(face, options, names, async (workspace) => {
    const report = await workspace.status(names);
    print(
      face.stdout,
      options.json === true
        ? JSON.stringify(statusAsJson(report), null, 2)
        : renderStatusTable(report, paintFor(face.stdout, face.processEnv)),
    );
    printDiagnostics(face, report.diagnostics);
    return report.diagnostics.some(({ severity }) => severity === 'error') ? exitCodes.failed : exitCodes.ok;
  });
}

export async function validate(face: Face, names: readonly string[], options: GlobalOptions): Promise<number> {
  return withWorkspace(face, options, [], async (workspace) => {
    const { components, disabled } = workspace.catalog;
    const unknown = names.filter((name) => !components.has(name) && !disabled.some((other) => other.name === name));
    const checked = workspace.checkNames(unknown);
    const diagnostics = [...(checked.ok ? [] : checked.diagnostics), ...(await workspace.validate(names))];
    printDiagnostics(face, diagnostics);
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
    if (errors === 0) print(face.stdout, `${names.length === 0 ? components.size : names.length} components are valid`);
    return errors === 0 ? exitCodes.ok : exitCodes.failed;
  });
}
