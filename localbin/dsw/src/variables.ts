import { diffEnvironments, renderDifferences, renderExplanations, renderResolved, type VariablesFormat } from '@dust-workspace/lifecycle';
import { exitCodes, print, reveal, type Face } from './face.js';
import { openOptions, printDiagnostics, withWorkspace } from './open.js';
import type { GlobalOptions } from './options.js';

/** The variables of a component, in a format for people or for other tools. */
export async function variables(
  face: Face,
  name: string,
  options: GlobalOptions & { readonly format: string; readonly reveal?: true },
): Promise<number> {
  return withWorkspace(face, options, [name], async (workspace) => {
    const { text, diagnostics } = renderResolved(
      await workspace.variables(name),
      options.format as VariablesFormat,
      options.reveal === true,
    );
    if (options.reveal === true) reveal(face, text);
    else print(face.stdout, text);
    printDiagnostics(face, diagnostics);
    return diagnostics.length === 0 ? exitCodes.ok : exitCodes.failed;
  });
}

/** One variable in every component that has it. */
export async function explainVariable(face: Face, name: string, options: GlobalOptions & { readonly reveal?: true }): Promise<number> {
  return withWorkspace(face, options, [], async (workspace) => {
    const explained = await workspace.explain(name);
    if (!explained.ok) {
      printDiagnostics(face, explained.diagnostics);
      return exitCodes.failed;
    }
    const { explanations } = explained.value;
    if (options.reveal === true) reveal(face, renderExplanations(explanations, true));
    else print(face.stdout, renderExplanations(explanations, false));
    printDiagnostics(face, explained.value.diagnostics);
    return explained.value.diagnostics.length === 0 ? exitCodes.ok : exitCodes.failed;
  });
}

/** What differs between two environments. That something does is no failure. */
export async function diffVariables(
  face: Face,
  first: string,
  second: string,
  options: GlobalOptions & { readonly json?: true },
): Promise<number> {
  const open = openOptions(face, options);
  if (open === undefined) return exitCodes.usage;
  const differences = await diffEnvironments(open, first, second);
  if (!differences.ok) {
    printDiagnostics(face, differences.diagnostics);
    return exitCodes.failed;
  }
  print(
    face.stdout,
    options.json === true ? JSON.stringify(differences.value, null, 2) : renderDifferences(differences.value, first, second),
  );
  return exitCodes.ok;
}
