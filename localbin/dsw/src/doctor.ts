import {
  examineWithout,
  findingsAsJson,
  openWorkspace,
  paintFor,
  renderFindings,
  renderMended,
  terminalWidth,
  type Finding,
  type Mended,
  type OpenOptions,
} from '@dust-workspace/lifecycle';
import { exitCodes, print, type Face } from './face.js';
import { interruptible } from './interruptible.js';
import { openOptions, printDiagnostics } from './open.js';
import type { GlobalOptions } from './options.js';

export interface DoctorOptions extends GlobalOptions {
  readonly json?: true;
  readonly fix?: true;
  readonly dryRun?: true;
}

/** Exits with a failure where something is a problem; a warning is none. */
export async function doctor(face: Face, names: readonly string[], options: DoctorOptions): Promise<number> {
  const open = openOptions(face, options);
  if (open === undefined) return exitCodes.usage;
  const examined = await examine(face, open, names);
  if (examined === undefined) return exitCodes.failed;
  return options.fix === true ? fix(face, open, names, examined, options) : show(face, examined, options);
}

/** What is found, also where the workspace cannot be opened. Nothing after having said that `names` are no components. */
async function examine(face: Face, open: OpenOptions, names: readonly string[]): Promise<readonly Finding[] | undefined> {
  const opened = await openWorkspace(open);
  if (!opened.ok) return examineWithout(open.root, open.processEnv, opened.diagnostics);
  const known = opened.value.checkNames(names);
  if (known.ok) return opened.value.examine(names);
  printDiagnostics(face, known.diagnostics);
  return undefined;
}

function show(face: Face, findings: readonly Finding[], { json }: DoctorOptions): number {
  const text =
    json === true
      ? JSON.stringify(findingsAsJson(findings), null, 2)
      : renderFindings(findings, paintFor(face.stdout, face.processEnv), terminalWidth(face.stdout));
  print(face.stdout, text);
  return findings.some(({ kind }) => kind === 'problem') ? exitCodes.failed : exitCodes.ok;
}

/** Mends what can be mended without asking, looks again, and shows what is left. */
async function fix(
  face: Face,
  open: OpenOptions,
  names: readonly string[],
  found: readonly Finding[],
  options: DoctorOptions,
): Promise<number> {
  const paint = paintFor(face.stdout, face.processEnv);
  const interrupt = interruptible(face);
  const tell = (mended: Mended): void => {
    if (options.json !== true) print(face.stdout, renderMended(mended, paint, terminalWidth(face.stdout)));
  };
  try {
    const opened = await openWorkspace(open);
    const dryRun = options.dryRun === true;
    const mended = opened.ok
      ? await opened.value.mend(found, {
          command: 'dsw doctor --fix',
          signal: interrupt.signal,
          onMended: tell,
          ...(dryRun ? { dryRun } : {}),
        })
      : [];
    if (mended.length === 0 && options.json !== true) print(face.stdout, 'there is nothing that --fix mends');
    const left = dryRun || mended.length === 0 ? found : await examine(face, open, names);
    const findings = (left ?? []).filter(({ kind, mends = [] }) => kind !== 'ok' && !(dryRun && mends.length > 0));
    if (options.json === true) print(face.stdout, JSON.stringify({ mended, findings: findingsAsJson(findings) }, null, 2));
    else if (findings.length > 0)
      print(face.stdout, `\nwhat ${dryRun ? 'would be' : 'is'} left:\n\n${renderFindings(findings, paint, terminalWidth(face.stdout))}`);
    if (interrupt.signal.aborted) return exitCodes.interrupted;
    const failed = findings.some(({ kind }) => kind === 'problem') || mended.some(({ kind }) => kind === 'left');
    return failed ? exitCodes.failed : exitCodes.ok;
  } finally {
    interrupt.dispose();
  }
}
