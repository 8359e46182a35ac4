import { shellCommand, type ContextRequest, type Workspace } from '@dust-workspace/lifecycle';
import { exitCodes, type Face } from './face.js';
import { handedOver } from './handedOver.js';
import { printDiagnostics, withWorkspace } from './open.js';
import type { GlobalOptions } from './options.js';

/** Runs a command in the context of a component and returns its exit status. */
export function execute(face: Face, component: string, command: readonly [string, ...string[]], options: GlobalOptions): Promise<number> {
  return withWorkspace(face, options, [component], (workspace) => runInContext(face, workspace, { component, command, at: 'folder' }));
}

/** A shell in the context of a component. */
export function shell(face: Face, component: string, options: GlobalOptions): Promise<number> {
  return withWorkspace(face, options, [component], (workspace) => {
    const { selection } = workspace;
    return runInContext(face, workspace, { component, ...shellCommand(component, selection.environment), at: 'folder' });
  });
}

/** Hands the terminal, or whatever input and output there are, over to a command until it ends. */
export async function runInContext(
  face: Face,
  workspace: Workspace,
  request: Pick<ContextRequest, 'component' | 'command' | 'env' | 'at'>,
): Promise<number> {
  const { stdin, stdout, stderr } = face;
  const handed = handedOver(face);
  try {
    // What a program says to whoever called it is passed on byte by byte: it may be an archive, or a terminal may be drawn upon.
    const ended = await face.unguarded(() => workspace.runInContext({ ...request, stdin, stdout, stderr, signal: handed.signal }));
    if (ended.ok) return ended.value;
    printDiagnostics(face, ended.diagnostics);
    return handed.signal.aborted ? exitCodes.interrupted : exitCodes.failed;
  } finally {
    handed.dispose();
  }
}
