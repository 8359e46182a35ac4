import { formatDiagnostic, formatDuration, type Diagnostic } from '@dust-workspace/component';
import { plain, type Paint } from '../paint.js';
import { renderStatusTable } from '../renderStatus.js';
import { renderStatusOverview } from '../statusOverview.js';
import { cutColoured, cutText, wrapText } from '../screen/fitText.js';
import type { StatusReport } from '../status.js';
import { clockOf } from './renderChange.js';

/** What the last look saw, or why there was none. */
export interface Look {
  /** When it ended. */
  readonly at: Date;
  /** Milliseconds that it took. */
  readonly took: number;
  /** What was seen last, be it by an earlier look. */
  readonly report?: StatusReport;
  /** Why the last look failed. */
  readonly failure: readonly Diagnostic[];
}

export interface WatchScreen {
  readonly width: number;
  readonly height: number;
  /** How many lines are scrolled out at the top. */
  readonly offset: number;
  readonly now: Date;
  /** Whether each component has a row, also those of which there is nothing here. */
  readonly all?: boolean;
  readonly paint?: Paint;
}

/** The live status as the lines of a screen, and how far it can be scrolled. */
export function renderWatch(
  look: Look | undefined,
  { width, height, offset, now, all = false, paint = plain }: WatchScreen,
): { readonly lines: string[]; readonly most: number } {
  const body = bodyOf(look, width, all, paint);
  const room = Math.max(1, height - 1);
  const most = Math.max(0, body.length - room);
  const from = Math.min(offset, most);
  const shown = body.slice(from, from + room);
  const below = body.length - from - shown.length;
  const foot = footOf(look, now, from, below);
  const filled = [...shown, ...Array.from({ length: room - shown.length }, () => '')];
  return { lines: [...filled.map((line) => cutColoured(line, width)), paint(cutText(foot, width), 'dim')], most };
}

function bodyOf(look: Look | undefined, width: number, all: boolean, paint: Paint): string[] {
  if (look === undefined) return ['looking …'];
  const told = (diagnostic: Diagnostic): string[] =>
    formatDiagnostic(diagnostic)
      .split('\n')
      .flatMap((line) => wrapText(line, width))
      .map((line) => paint(line, diagnostic.severity === 'error' ? 'red' : 'yellow'));
  const failure = look.failure.length === 0 ? [] : ['this could not be observed:', ...look.failure.flatMap(told), ''];
  if (look.report === undefined) return failure;
  const stale = look.failure.length === 0 ? [] : [`what was seen last, at ${clockOf(look.report.observedAt)}:`];
  const problems = look.report.diagnostics.flatMap(told);
  return [
    ...failure,
    ...stale,
    ...(all ? renderStatusTable : renderStatusOverview)(look.report, paint, width).split('\n'),
    ...(problems.length === 0 ? [] : ['', ...problems]),
  ];
}

function footOf(look: Look | undefined, now: Date, above: number, below: number): string {
  if (look === undefined) return 'q leaves';
  const ago = now.getTime() - look.at.getTime();
  const age = ago < 3_000 ? '' : `, ${formatDuration(ago)} ago`;
  const hidden = above + below === 0 ? '' : `  ${above} lines above, ${below} below: arrows`;
  return `looked at ${clockOf(look.at)}${age}, took ${formatDuration(look.took)}  q leaves${hidden}`;
}
