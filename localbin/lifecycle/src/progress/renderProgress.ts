import { formatDuration } from '@dust-workspace/component';
import type { Colour, Paint } from '../paint.js';
import type { Operation } from '../plan.js';
import { renderBar, renderTransfer } from '../renderTransfer.js';
import { displayWidth } from '../screen/displayWidth.js';
import { cutColoured, padText } from '../screen/fitText.js';
import type { Progress, Step } from './progress.js';

export interface ProgressScreen {
  /** Milliseconds of the clock of the events. */
  readonly now: number;
  /** Of the request. */
  readonly since: number;
  readonly width: number;
  /** How many lines there may be. */
  readonly height: number;
  readonly paint: Paint;
}

/** What runs and for how long, what waits for what, and how much is done: lines for the foot of a terminal. None where nothing runs and nothing waits. */
export function renderProgress(progress: Progress, screen: ProgressScreen): string[] {
  const { width, height } = screen;
  const steps = [...progress.steps.values()];
  const running = steps.filter((step) => step.kind === 'running');
  const waiting = steps.filter((step) => step.kind === 'waiting');
  if (running.length + waiting.length === 0) return [];
  const names = Math.min(widest(steps), Math.floor(width / 3));
  const room = Math.max(0, height - 1);
  const shown = running.slice(0, running.length > room ? room - 1 : room);
  const hidden = running.length - shown.length;
  const left = Math.min(mostWaiting, room - shown.length - (hidden > 0 ? 1 : 0));
  const lines = [
    ...shown.map((step) => runningLine(step, progress, names, screen)),
    ...(hidden > 0 ? [`  and ${hidden} more that run`] : []),
    ...waitingLines(waiting, progress, names, left, screen.paint),
    summaryLine(steps, progress, screen),
  ];
  return lines.slice(-Math.max(1, height)).map((line) => cutColoured(line, width - 1));
}

/** What waits is of interest as far as it is next. */
const mostWaiting = 6;

type Running = Extract<Step, { readonly kind: 'running' }>;
type Waiting = Extract<Step, { readonly kind: 'waiting' }>;

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameTime = 120;

function runningLine(
  { operation, since, message, transfer }: Running,
  { lastTook }: Progress,
  names: number,
  screen: ProgressScreen,
): string {
  const { now, width, paint } = screen;
  const elapsed = elapsedOf(now - since, lastTook[operation.id]);
  const mark = paint(frames[Math.floor((now - screen.since) / frameTime) % frames.length] ?? '', 'cyan');
  const head = `${mark} ${padText(nameOf(operation.id), names)}  `;
  if (transfer === undefined) return `${head}${elapsed}${message === undefined ? '' : `  ${paint(oneLine(message), 'dim')}`}`;
  const words = renderTransfer(transfer);
  const bar = Math.min(30, width - 1 - displayWidth(head) - words.length - 1);
  return bar < 8 ? `${head}${words}` : `${head}${renderBar(transfer, bar)} ${words}`;
}

/** `12 s`, `12 s of about 20 s`, and, when it is late, `25 s, 20 s last time`. What is over in a moment is not worth a comparison. */
function elapsedOf(milliseconds: number, last: number | undefined): string {
  const elapsed = formatSeconds(milliseconds);
  if (last === undefined || last < 2_000) return elapsed;
  return milliseconds <= last ? `${elapsed} of about ${formatSeconds(last)}` : `${elapsed}, ${formatSeconds(last)} last time`;
}

function formatSeconds(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1_000);
}

function waitingLines(waiting: readonly Waiting[], progress: Progress, names: number, room: number, paint: Paint): string[] {
  if (waiting.length === 0 || room < 1) return [];
  const shown = waiting.slice(0, waiting.length > room ? room - 1 : room);
  const rest = waiting.length - shown.length;
  return [
    ...shown.map(({ operation }) => {
      const others = blockersOf(operation, progress).map(nameOf);
      const why = others.length === 0 ? 'waits for its turn' : `waits for ${listed(others, 3)}`;
      return paint(`· ${padText(nameOf(operation.id), names)}  ${why}`, 'dim');
    }),
    ...(rest > 0 ? [paint(`  and ${rest} more that wait`, 'dim')] : []),
  ];
}

/** `3 of 10 done, 1 failed, 2 running, 4 waiting for timescale, 0:12` */
function summaryLine(steps: readonly Step[], progress: Progress, { now, since, paint }: ProgressScreen): string {
  const count = (kind: Step['kind']): number => steps.filter((step) => step.kind === kind).length;
  const failed = steps.filter((step) => step.kind === 'ended' && step.outcome === 'failed').length;
  const done = progress.earlier + count('ended') - failed;
  const waiting = steps.flatMap((step) => (step.kind === 'waiting' ? [step.operation] : []));
  const causes = [...new Set(waiting.flatMap(({ after }) => rootsOf(after, progress)))];
  const parts: (readonly [string, Colour | undefined])[] = [
    [`${done} of ${progress.earlier + steps.length} done`, 'green'],
    ...(failed > 0 ? [[`${failed} failed`, 'red'] as const] : []),
    ...(count('running') > 0 ? [[`${count('running')} running`, 'cyan'] as const] : []),
    ...(waiting.length > 0
      ? [[`${waiting.length} waiting${causes.length === 0 ? '' : ` for ${listed(causes, 2)}`}`, undefined] as const]
      : []),
    [formatSeconds(now - since), 'dim'],
  ];
  return parts.map(([text, colour]) => paint(text, colour)).join(', ');
}

/** Those that it waits for now, without those that others of them wait for anyway. */
function blockersOf({ after }: Operation, { steps }: Progress): string[] {
  const open = after.filter((id) => steps.has(id) && steps.get(id)?.kind !== 'ended');
  const behind = new Set(open.flatMap((id) => steps.get(id)?.operation.after ?? []));
  return open.filter((id) => !behind.has(id));
}

/** The components that run now, for which something waits, be it through others. */
function rootsOf(after: readonly string[], { steps }: Progress): string[] {
  const reached = new Set(after);
  for (const id of reached)
    if (steps.get(id)?.kind === 'waiting') for (const further of steps.get(id)?.operation.after ?? []) reached.add(further);
  return [...reached].flatMap((id) => {
    const step = steps.get(id);
    return step?.kind === 'running' ? [step.operation.component] : [];
  });
}

function listed(names: readonly string[], most: number): string {
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** `timescale start` */
function nameOf(id: string): string {
  return id.replace(':', ' ');
}

function widest(steps: readonly Step[]): number {
  return Math.max(0, ...steps.map(({ operation }) => displayWidth(nameOf(operation.id))));
}

function oneLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
