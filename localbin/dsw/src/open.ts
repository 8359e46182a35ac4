import { formatDiagnostic, type Diagnostic } from '@dust-workspace/component';
import { openWorkspace, type OpenOptions, type Workspace } from '@dust-workspace/lifecycle';
import { exitCodes, print, type Face } from './face.js';
import { findRoot } from './findRoot.js';
import type { GlobalOptions } from './options.js';

/** What opening the workspace takes, or nothing after having said that there is none here. */
export function openOptions(face: Face, options: GlobalOptions): OpenOptions | undefined {
  const root = findRoot(face.cwd);
  if (root === undefined) {
    print(face.stderr, 'error: there is no workspace here or above\n  Go to a folder of a workspace, one with an nx.json.');
    return undefined;
  }
  return {
    root,
    processEnv: face.processEnv,
    redactor: face.redactor,
    ...(face.memo === undefined ? {} : { memo: face.memo }),
    ...(options.env === undefined ? {} : { environment: options.env }),
    ...(options.runtime === undefined ? {} : { runtime: options.runtime }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
  };
}

export function printDiagnostics(face: Face, diagnostics: readonly Diagnostic[]): void {
  // A problem of one value may be that of several which refer to it.
  print(face.stderr, [...new Set(diagnostics.map(formatDiagnostic))].join('\n'));
}

/** Runs `body` in the workspace, once it is sure that `names` are components of it. */
export async function withWorkspace(
  face: Face,
  options: GlobalOptions,
  names: readonly string[],
  body: (workspace: Workspace) => Promise<number>,
): Promise<number> {
  const open = openOptions(face, options);
  if (open === undefined) return exitCodes.usage;
  const opened = await openWorkspace(open);
  if (!opened.ok) {
    printDiagnostics(face, opened.diagnostics);
    return exitCodes.failed;
  }
  const known = opened.value.checkNames(names);
  if (!known.ok) {
    printDiagnostics(face, known.diagnostics);
    return exitCodes.failed;
  }
  return body(opened.value);
}
