import { openWorkspace } from '@dust-workspace/lifecycle';
import { exitCodes, print, type Face } from './face.js';
import { interruptible } from './interruptible.js';
import { openOptions, printDiagnostics } from './open.js';
import type { GlobalOptions } from './options.js';

/** Runs a command in the tools container and returns its exit status. */
export async function tools(
  face: Face,
  command: readonly [string, ...string[]],
  options: GlobalOptions & { readonly component?: string },
): Promise<number> {
  const open = openOptions(face, options);
  if (open === undefined) return exitCodes.usage;
  const opened = await openWorkspace(open);
  if (!opened.ok) return failed(face, opened.diagnostics);
  const { component } = options;
  const known = opened.value.checkNames(component === undefined ? [] : [component]);
  if (!known.ok) return failed(face, known.diagnostics);
  const interrupt = interruptible(face);
  try {
    // What a program says to whoever called it is passed on byte by byte: it may be an archive, or a terminal may be drawn upon.
    const ended = await face.unguarded(() =>
      opened.value.runTool({
        command,
        cwd: face.cwd,
        stdin: face.stdin,
        stdout: face.stdout,
        stderr: face.stderr,
        signal: interrupt.signal,
        onProgress: (message) => print(face.stderr, face.redactor.redact(message)),
        ...(component === undefined ? {} : { component }),
      }),
    );
    return ended.ok ? ended.value : failed(face, ended.diagnostics);
  } finally {
    interrupt.dispose();
  }
}

function failed(face: Face, diagnostics: Parameters<typeof printDiagnostics>[1]): number {
  printDiagnostics(face, diagnostics);
  return exitCodes.failed;
}
