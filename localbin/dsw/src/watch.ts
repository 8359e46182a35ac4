import { setTimeout as sleep } from 'node:timers/promises';
import {
  openWorkspace,
  changeAsLine,
  changesBetween,
  paintFor,
  renderChange,
  renderWatch,
  type Look,
  type OpenOptions,
  type StatusReport,
} from '@dust-workspace/lifecycle';
import { alternateScreen } from './alternateScreen.js';
import { exitCodes, print, type Face } from './face.js';
import { isLive } from './liveView.js';
import { openOptions, printDiagnostics, withWorkspace } from './open.js';
import type { GlobalOptions } from './options.js';
import { shownComponents } from './shownComponents.js';

export interface WatchOptions extends GlobalOptions {
  readonly json?: true;
}

/** Milliseconds between two looks. */
const pause = 1_000;

/** Shows the state of `names`, or of all, until somebody has seen enough: on a screen of its own, and without a terminal one line a change. */
export async function watch(face: Face, names: readonly string[], options: WatchOptions): Promise<number> {
  const open = openOptions(face, options);
  if (open === undefined) return exitCodes.usage;
  // What cannot be read now is said at once; what can no longer be read later is said when it is so.
  return withWorkspace(face, options, names, async (workspace) => {
    const controller = new AbortController();
    const end = (): void => controller.abort();
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, end);
    face.stdout.on('error', end);
    try {
      const looks = look(open, names, controller.signal);
      const all = shownComponents(workspace, names, options).length > 0;
      const isDrawn = options.json !== true && isLive(face) && face.stdin.isTTY;
      await (isDrawn ? onScreen(face, looks, all, controller) : inLines(face, looks, options));
      return exitCodes.ok;
    } finally {
      for (const signal of signals) process.off(signal, end);
    }
  });
}

/** Looks again and again. The workspace is opened anew each time, for its manifests and settings may change. */
async function* look(open: OpenOptions, names: readonly string[], signal: AbortSignal): AsyncGenerator<Look> {
  let last: StatusReport | undefined;
  while (!signal.aborted) {
    const begun = performance.now();
    const opened = await openWorkspace(open);
    const report = opened.ok ? await opened.value.status(shownComponents(opened.value, names, open), signal) : undefined;
    if (signal.aborted) return;
    last = report ?? last;
    const failure = opened.ok ? [] : opened.diagnostics;
    yield { at: new Date(), took: performance.now() - begun, failure, ...(last === undefined ? {} : { report: last }) };
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}

async function onScreen(face: Face, looks: AsyncIterable<Look>, all: boolean, controller: AbortController): Promise<void> {
  const { stdout } = face;
  const paint = paintFor(stdout, face.processEnv);
  let seen: Look | undefined;
  let offset = 0;
  const draw = (): void => {
    const { lines, most } = renderWatch(seen, { width: stdout.columns, height: stdout.rows, offset, now: new Date(), all, paint });
    offset = Math.min(offset, most);
    screen.draw(lines);
  };
  const screen = alternateScreen(face, (key) => {
    if (leaving.has(key)) return controller.abort();
    offset = Math.max(0, scrolled(key, offset, stdout.rows - 2));
    draw();
  });
  // Also while a look takes long: people see that it is old.
  const timer = setInterval(draw, pause);
  stdout.on('resize', draw);
  try {
    draw();
    for await (const next of looks) {
      seen = next;
      draw();
    }
  } finally {
    clearInterval(timer);
    stdout.off('resize', draw);
    screen.leave();
  }
}

/** Ctrl-C does not interrupt anything there: nothing is changed. */
const leaving = new Set(['q', 'Q', '\u0003']);

function scrolled(key: string, offset: number, page: number): number {
  switch (key) {
    case '\u001b[A':
    case 'k':
      return offset - 1;
    case '\u001b[B':
    case 'j':
      return offset + 1;
    case '\u001b[5~':
      return offset - page;
    case '\u001b[6~':
    case ' ':
      return offset + page;
    case '\u001b[H':
    case 'g':
      return 0;
    case '\u001b[F':
    case 'G':
      return Number.MAX_SAFE_INTEGER;
    default:
      return offset;
  }
}

async function inLines(face: Face, looks: AsyncIterable<Look>, { json }: WatchOptions): Promise<void> {
  const paint = paintFor(face.stdout, face.processEnv);
  let before: StatusReport | undefined;
  let told = '';
  for await (const { report, failure, at } of looks) {
    const problems = [...failure, ...(report?.diagnostics ?? [])];
    // What lasts is said once.
    if (told !== JSON.stringify(problems)) printDiagnostics(face, problems);
    told = JSON.stringify(problems);
    if (report === undefined || report === before) continue;
    for (const change of changesBetween(before, report))
      print(face.stdout, json === true ? changeAsLine(change, at) : renderChange(change, at, paint));
    before = report;
  }
}
