import {
  diffEnvironments,
  explanationsAsJson,
  renderDifferences,
  renderExplanations,
  renderResolved,
  terminalWidth,
  type VariablesFormat,
} from '@dust-workspace/lifecycle';
import { exitCodes, print, reveal, type Face } from './face.js';
import { openOptions, printDiagnostics, withWorkspace } from './open.js';
import type { GlobalOptions } from './options.js';
import { withoutSecrets } from './withoutSecrets.js';

/** The variables of a component, in a format for people or for other tools. */
export async function variables(
  face: Face,
  name: string,
  options: GlobalOptions & { readonly format: string; readonly reveal?: true },
): Promise<number> {
  return withWorkspace(face, options, [name], async (workspace) => {
    const isRevealed = options.reveal === true;
    const resolved = await workspace.variables(name);
    const { text, diagnostics } = renderResolved(
      isRevealed ? resolved : withoutSecrets(face, resolved),
      options.format as VariablesFormat,
      isRevealed,
      terminalWidth(face.stdout),
    );
    if (isRevealed) reveal(face, text);
    else print(face.stdout, text);
    printDiagnostics(face, diagnostics);
    return diagnostics.length === 0 ? exitCodes.ok : exitCodes.failed;
  });
}

/** One variable in every component that has it. */
export async function explainVariable(
  face: Face,
  name: string,
  options: GlobalOptions & { readonly reveal?: true; readonly json?: true },
): Promise<number> {
  return withWorkspace(face, options, [], async (workspace) => {
    const explained = await workspace.explain(name);
    if (!explained.ok) {
      printDiagnostics(face, explained.diagnostics);
      return exitCodes.failed;
    }
    const isRevealed = options.reveal === true;
    const explanations = isRevealed ? explained.value.explanations : withoutSecrets(face, explained.value.explanations);
    const text =
      options.json === true
        ? JSON.stringify(explanationsAsJson(explanations, isRevealed), null, 2)
        : renderExplanations(explanations, isRevealed, terminalWidth(face.stdout));
    if (isRevealed) reveal(face, text);
    else print(face.stdout, text);
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
    options.json === true
      ? JSON.stringify(differences.value, null, 2)
      : renderDifferences(withoutSecrets(face, differences.value), first, second, terminalWidth(face.stdout)),
  );
  return exitCodes.ok;
}
