import { machineOffset, type OffsetAt } from '@dust-workspace/component';
import { ageOf } from '../age.js';
import { plain, type Colour, type Paint } from '../paint.js';
import { renderColumns } from '../renderColumns.js';
import { nextDue } from './dueTimes.js';
import type { ScheduleReport } from './install.js';
import { jobsOf } from './jobs.js';
import { scheduleProblems, shown, type ScheduleMoment } from './problems.js';
import type { JobRun } from './records.js';
import type { KnownSchedule } from './scheduleOf.js';
import { formatSpec } from './spec.js';

/** What was installed, one line a job. */
export function renderInstalled(
  { by, jobs, installedAt, notices }: ScheduleReport,
  offsetAt: OffsetAt = machineOffset,
  planned = false,
): string {
  const lines = jobsOf(jobs).map(
    ([job, spec]) => `${job}: ${formatSpec(spec)}, next ${shown(nextDue(spec, Date.parse(installedAt), offsetAt), offsetAt)}`,
  );
  return [`${planned ? 'would be installed' : 'installed'} with ${by}`, ...lines, ...notices].join('\n');
}

/** The jobs with their times and how they ended last, and the output of those that failed. */
export function renderSchedule({ place, record, moment }: KnownSchedule, paint: Paint = plain, width?: number): string {
  const { installed, runs } = record;
  const { now, offsetAt } = moment;
  if (installed === undefined) return `no schedule is installed for ${place.environment}: dsw schedule-install`;
  const jobs = jobsOf(installed.jobs);
  const rows = jobs.map(([job, spec]) => {
    const run = runs[job];
    const next = shown(nextDue(spec, now.getTime(), offsetAt), offsetAt);
    return [job, formatSpec(spec), next, ...(run === undefined ? ['never', ''] : [ageOf(run.startedAt, now), endingOf(run, moment)])];
  });
  const table = renderColumns([['JOB', 'TIME', 'NEXT', 'LAST RUN', 'RESULT'], ...rows], {
    paint: (cell, row, column) => paint(cell, column === 4 ? colourOf(runs[jobs[row - 1]?.[0] ?? 'backup'], row) : undefined),
    width,
    yields: [
      { kind: 'wrap', column: 4, least: 24 },
      { kind: 'under', column: 4 },
    ],
  });
  const outputs = jobs.flatMap(([job]) => outputOf(runs[job]));
  const problems = scheduleProblems(place, record, moment).map(({ severity, message }) => `${severity}: ${message}`);
  return [`environment ${place.environment}, scheduled with ${installed.by}`, table, ...outputs, ...problems].join('\n');
}

/** Exactly what `dsw schedule-status --json` promises. */
export function scheduleAsJson({ place, record, moment }: KnownSchedule): unknown {
  const { installed, runs } = record;
  const jobs = jobsOf(installed?.jobs ?? {}).map(([job, spec]) => {
    const { startedAt = null, finishedAt = null, exit = null, message = null } = runs[job] ?? {};
    const next = new Date(nextDue(spec, moment.now.getTime(), moment.offsetAt)).toISOString();
    return { job, time: formatSpec(spec), next, lastRun: startedAt === null ? null : { startedAt, finishedAt, exit, message } };
  });
  const problems = scheduleProblems(place, record, moment).map(({ code, message }) => ({ code, message }));
  return { environment: place.environment, by: installed?.by ?? null, installedAt: installed?.installedAt ?? null, jobs, problems };
}

function endingOf(run: JobRun, { isAlive }: ScheduleMoment): string {
  if (run.finishedAt === null) return isAlive(run) ? 'still runs' : 'killed';
  return run.exit === 0 ? `ok: ${run.message}` : `FAILED: ${run.message}`;
}

function colourOf(run: JobRun | undefined, row: number): Colour | undefined {
  if (row === 0 || run === undefined) return undefined;
  return run.exit === 0 ? 'green' : run.finishedAt === null ? 'yellow' : 'red';
}

function outputOf(run: JobRun | undefined): string[] {
  if (run === undefined || run.finishedAt === null || run.exit === 0 || run.output.trim() === '') return [];
  return [
    '',
    `what the ${run.job} said:`,
    ...run.output
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
    '',
  ];
}
