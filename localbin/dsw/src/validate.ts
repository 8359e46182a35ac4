import { exitCodes, print, type Face } from './face.js';
import { printDiagnostics, withWorkspace } from './open.js';
import type { GlobalOptions } from './options.js';

/** Exits with a failure where something is wrong with a manifest, its configuration or its compose file; a warning is no failure. */
export async function validate(face: Face, names: readonly string[], options: GlobalOptions & { readonly json?: true }): Promise<number> {
  return withWorkspace(face, options, [], async (workspace) => {
    const { components, disabled } = workspace.catalog;
    const unknown = names.filter((name) => !components.has(name) && !disabled.some((other) => other.name === name));
    const checked = workspace.checkNames(unknown);
    const diagnostics = [...(checked.ok ? [] : checked.diagnostics), ...(await workspace.validate(names))];
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
    if (options.json === true) {
      const validated = names.length === 0 ? [...components.keys(), ...disabled.map(({ name }) => name)].sort() : names;
      print(face.stdout, JSON.stringify({ ok: errors === 0, components: validated, diagnostics }, null, 2));
      return errors === 0 ? exitCodes.ok : exitCodes.failed;
    }
    printDiagnostics(face, diagnostics);
    const count = names.length === 0 ? components.size : names.length;
    if (errors === 0) print(face.stdout, count === 1 ? '1 component is valid' : `${count} components are valid`);
    return errors === 0 ? exitCodes.ok : exitCodes.failed;
  });
}
