import { plain, type Paint } from './paint.js';
import { renderStatusTable } from './renderStatus.js';
import { wrapText } from './screen/fitText.js';
import type { ComponentStatus, StatusReport } from './status.js';

/** From how many on those of which there is nothing here are told in a line instead of a row each. */
const many = 3;

/**
 * The status as people want it who asked for all of it: what is prepared, runs, or has data or backups in a row each, and of the rest, where there is
 * much of it, only who it is. Where nothing is touched yet all have their rows.
 */
export function renderStatusOverview(report: StatusReport, paint: Paint = plain, width?: number): string {
  const untouched = report.components.filter(isUntouched);
  const touched = report.components.filter((component) => !isUntouched(component));
  if (untouched.length < many || touched.length === 0) return renderStatusTable(report, paint, width);
  const names = untouched.map(({ name }) => name).join(', ');
  const rest = `${untouched.length} more are not prepared (dsw status --all): ${names}`;
  return [
    renderStatusTable({ ...report, components: touched }, paint, width),
    ...wrapText(rest, width ?? Infinity).map((line) => paint(line, 'dim')),
  ].join('\n');
}

function isUntouched({ state, prepared, hasData, lastBackup }: ComponentStatus): boolean {
  return (state === 'stopped' || state === 'unavailable') && !prepared && !hasData && lastBackup === null;
}
