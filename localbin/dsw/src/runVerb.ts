import { createInterface } from 'node:readline/promises';
import {
  bootstrap,
  openWorkspace,
  planAsJson,
  renderEvent,
  renderPlan,
  renderStatusTable,
  composites,
  verbs,
  type Composite,
  type EngineEvent,
  type RunOptions,
  type RunReport,
  type Verb,
  type Workspace,
} from '@dust-workspace/lifecycle';
import { exitCodes, print, type Face } from './face.js';
import { openOptions, printDiagnostics } from './open.js';
import type { VerbOptions } from './options.js';

/** Runs a verb or a composite over `names` (none: the whole workspace) and returns the exit status. */
export async function runVerb(face: Face, word: string, names: readonly string[], options: VerbOptions): Promise<number> {
  if (!isWord(word)) throw new Error(`${word} is no verb`);
  const open = openOptions(face, options);
  if (open === undefined) return exitCodes.usage;
  const interrupt = interruptible(face);
  const runOptions: RunOptions = {
    emit: (event) => {
      show(face, event, options);
    },
    signal: interrupt.signal,
    dryRun: options.dryRun === true,
    command: `dsw ${[word, ...names].join(' ')}`,
    approve: (removals) => approve(face, removals, options, interrupt.signal),
  };
  try {
    if (word === 'bootstrap') {
      const done = await bootstrap(open, runOptions);
      if (!done.ok) return failed(face, done.diagnostics);
      return await conclude(face, done.value.workspace, done.value.report, options, interrupt.signal, true);
    }
    const opened = await openWorkspace(open);
    if (!opened.ok) return failed(face, opened.diagnostics);
    const known = opened.value.checkNames(names);
    if (!known.ok) return failed(face, known.diagnostics);
    const report = await opened.value.run(
      { kind: 'word', word, names, ...(options.set === undefined ? {} : { set: options.set }) },
      runOptions,
    );
    return await conclude(face, opened.value, report, options, interrupt.signal, word === 'up');
  } finally {
    interrupt.dispose();
  }
}

function isWord(word: string): word is Verb | Composite {
  return ([...verbs, ...composites] as string[]).includes(word);
}

async function conclude(
  face: Face,
  workspace: Workspace,
  report: RunReport,
  options: VerbOptions,
  signal: AbortSignal,
  showStatus: boolean,
): Promise<number> {
  if (options.json === true)
    print(face.stdout, JSON.stringify(options.dryRun === true ? planAsJson(report.plan) : { outcomes: report.outcomes }, null, 2));
  else if (options.dryRun === true) print(face.stdout, renderPlan(report.plan));
  printDiagnostics(face, report.diagnostics);
  if (signal.aborted) return exitCodes.interrupted;
  if (showStatus && options.json !== true && options.dryRun !== true)
    print(face.stdout, `\n${renderStatusTable(await workspace.status())}`);
  return report.ok ? exitCodes.ok : exitCodes.failed;
}

/** With --json standard output holds nothing but the JSON. */
function show(face: Face, event: EngineEvent, options: VerbOptions): void {
  const line = renderEvent(event);
  if (line !== undefined) print(options.json === true ? face.stderr : face.stdout, line);
}

async function approve(face: Face, removals: readonly string[], options: VerbOptions, signal: AbortSignal): Promise<boolean> {
  if (options.yes === true) return true;
  if (!face.stdin.isTTY || !face.stderr.isTTY) return false;
  print(face.stderr, `This removes:\n${removals.map((line) => `  ${line}`).join('\n')}`);
  const dialogue = createInterface({ input: face.stdin, output: face.stderr });
  try {
    return /^y(es)?$/i.test((await dialogue.question('Remove them? Type yes: ', { signal })).trim());
  } catch {
    return false;
  } finally {
    dialogue.close();
  }
}

interface Interrupt {
  readonly signal: AbortSignal;
  dispose(): void;
}

/** The first Ctrl-C, or the end of the terminal, lets the running steps finish or undo themselves; the second ends the command at once. */
function interruptible(face: Face): Interrupt {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    print(face.stderr, 'interrupted: running steps are finished or undone; once more to end at once');
    controller.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt);
  return {
    signal: controller.signal,
    dispose: () => {
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt).off('SIGHUP', interrupt);
    },
  };
}

function failed(face: Face, diagnostics: Parameters<typeof printDiagnostics>[1]): number {
  printDiagnostics(face, diagnostics);
  return exitCodes.failed;
}
