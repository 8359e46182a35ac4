import type { Result } from '@dust-workspace/component';
import { endOfChangeAsLine, openWorkspace, type ConfigurationRun, type OpenOptions, type Workspace } from '@dust-workspace/lifecycle';
import { eventLines } from './eventLines.js';
import { exitCodes, print, type Face } from './face.js';
import { interruptible, type Interrupt } from './interruptible.js';
import { openOptions, printDiagnostics } from './open.js';
import type { ChangeOptions } from './options.js';
import { lineView } from './progressView.js';

/** What a change came to: for people, and for programs. */
export interface Said {
  readonly text: string;
  readonly result: unknown;
}

export interface JsonOption {
  readonly json?: true | undefined;
}

/** Opens the workspace and prints what `body` has to say of it, or why it failed. Returns the exit status. */
export async function inWorkspace(
  face: Face,
  command: string,
  options: ChangeOptions,
  body: (workspace: Workspace, run: ConfigurationRun) => Promise<Result<string>>,
): Promise<number> {
  const tell = (text: string): Said => ({ text, result: undefined });
  return changeInWorkspace(face, command, { ...options, json: undefined }, async (workspace, run) => {
    const said = await body(workspace, run);
    return said.ok ? { ok: true, value: tell(said.value) } : said;
  });
}

/** The same for what changes something: with --json its events are lines of JSON, and the last is how it ended. */
export async function changeInWorkspace(
  face: Face,
  command: string,
  options: ChangeOptions & JsonOption,
  body: (workspace: Workspace, run: ConfigurationRun, interrupt: Interrupt) => Promise<Result<Said>>,
): Promise<number> {
  return changing(face, options, async (open, interrupt) => {
    const opened = await openWorkspace(open);
    if (!opened.ok) return opened;
    const { show } = options.json === true ? eventLines(face) : lineView(face);
    return body(opened.value, { command, signal: interrupt.signal, emit: show, dryRun: options.dryRun }, interrupt);
  });
}

/** The same without opening the workspace, of which settings may keep it. */
export async function changing(
  face: Face,
  options: ChangeOptions & JsonOption,
  body: (open: OpenOptions, interrupt: Interrupt) => Promise<Result<Said>>,
): Promise<number> {
  const open = openOptions(face, options);
  if (open === undefined) return exitCodes.usage;
  const interrupt = interruptible(face);
  try {
    const said = await body(open, interrupt);
    const exitCode = said.ok ? exitCodes.ok : interrupt.signal.aborted ? exitCodes.interrupted : exitCodes.failed;
    if (!said.ok) printDiagnostics(face, said.diagnostics);
    const ended = { exitCode, dryRun: options.dryRun === true };
    if (options.json === true)
      print(
        face.stdout,
        said.ok
          ? endOfChangeAsLine({ ...ended, result: said.value.result, diagnostics: [] }, new Date())
          : endOfChangeAsLine({ ...ended, result: null, diagnostics: said.diagnostics }, new Date()),
      );
    else if (said.ok) print(face.stdout, said.value.text);
    return exitCode;
  } finally {
    interrupt.dispose();
  }
}
