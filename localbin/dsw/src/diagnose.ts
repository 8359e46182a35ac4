import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { createLogUpdate } from 'log-update';
import {
  diagnoseWithout,
  openWorkspace,
  paintFor,
  renderBundle,
  renderBundlePlan,
  terminalWidth,
  type BundlePlan,
  type OpenOptions,
} from '@dust-workspace/lifecycle';
import { fail, ok, type Result } from '@dust-workspace/component';
import { exitCodes, print, type Face } from './face.js';
import { interruptible } from './interruptible.js';
import { openOptions, printDiagnostics } from './open.js';
import type { GlobalOptions } from './options.js';

export interface DiagnoseOptions extends GlobalOptions {
  readonly output?: string;
  readonly lines: number;
  readonly dryRun?: true;
  readonly json?: true;
}

/** Writes a bundle for the report of a fault, whatever works and whatever does not, and says what is in it. */
export async function diagnose(face: Face, names: readonly string[], options: DiagnoseOptions): Promise<number> {
  const open = openOptions(face, options);
  if (open === undefined) return exitCodes.usage;
  const interrupt = interruptible(face);
  const foot = face.stderr.isTTY ? createLogUpdate(face.stderr, { showCursor: true }) : undefined;
  try {
    const planned = await plan(face, open, names, options, interrupt.signal, (name) => foot?.(`gathering ${name}`));
    if (!planned.ok) {
      printDiagnostics(face, planned.diagnostics);
      return exitCodes.failed;
    }
    return await carryOut(face, planned.value, options, interrupt.signal, () => foot?.clear());
  } finally {
    foot?.clear();
    interrupt.dispose();
  }
}

async function plan(
  face: Face,
  open: OpenOptions,
  names: readonly string[],
  options: DiagnoseOptions,
  signal: AbortSignal,
  onPart: (name: string) => void,
): Promise<Result<BundlePlan>> {
  const request = {
    names,
    lines: options.lines,
    output: resolve(face.cwd, options.output ?? '.'),
    dsw: ownVersion(),
    signal,
    onPart,
  };
  const opened = await openWorkspace(open);
  if (!opened.ok) return ok(diagnoseWithout(open, opened.diagnostics, request));
  const known = opened.value.checkNames(names);
  return known.ok ? ok(await opened.value.diagnose(request)) : fail(...known.diagnostics);
}

/** `onGathered` is called before anything is printed. */
async function carryOut(
  face: Face,
  planned: BundlePlan,
  { json, dryRun }: DiagnoseOptions,
  signal: AbortSignal,
  onGathered: () => void,
): Promise<number> {
  const width = terminalWidth(face.stdout);
  if (dryRun === true) {
    print(
      face.stdout,
      json === true
        ? JSON.stringify({ entries: planned.parts.map(({ name, holds }) => ({ name, holds })) }, null, 2)
        : renderBundlePlan(planned, width),
    );
    return exitCodes.ok;
  }
  const written = await planned.write();
  onGathered();
  if (!written.ok) {
    printDiagnostics(face, written.diagnostics);
    return signal.aborted ? exitCodes.interrupted : exitCodes.failed;
  }
  const { file, bytes, entries } = written.value;
  print(
    face.stdout,
    json === true
      ? JSON.stringify({ file, bytes, entries }, null, 2)
      : renderBundle(written.value, paintFor(face.stdout, face.processEnv), width),
  );
  return exitCodes.ok;
}

/** As its package says it, wherever that was installed. */
function ownVersion(): string {
  try {
    const file = createRequire(import.meta.url).resolve('@dust-workspace/dsw/package.json');
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  } catch {
    return 'unknown';
  }
}
