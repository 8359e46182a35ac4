import { formatDiagnostic, type Diagnostic } from '@dust-workspace/component';
import type { OpenOptions } from '@dust-workspace/lifecycle';
import { print, type Face } from './face.js';
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
    ...(options.env === undefined ? {} : { environment: options.env }),
    ...(options.runtime === undefined ? {} : { runtime: options.runtime }),
  };
}

export function printDiagnostics(face: Face, diagnostics: readonly Diagnostic[]): void {
  print(face.stderr, diagnostics.map(formatDiagnostic).join('\n'));
}
