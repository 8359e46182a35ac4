import { toLocal, type Diagnostic, type OffsetAt } from '@dust-workspace/component';
import { ageOf } from '../age.js';
import { lastDue } from './dueTimes.js';
import { jobsOf, type JobName, type SchedulePlace } from './jobs.js';
import type { JobRun, ScheduleRecord } from './records.js';
import { formatSpec, type ScheduleSpec } from './spec.js';

/** How long after its time a job may begin before it counts as missed, in milliseconds: a machine may sleep, another job may take long. */
export const grace = 3_600_000;

export interface ScheduleMoment {
  readonly now: Date;
  readonly offsetAt: OffsetAt;
  /** Whether the process that began a run is still there. */
  readonly isAlive: (run: JobRun) => boolean;
}

/** What is wrong with a schedule, as warnings: jobs that did not run when they were due, or failed. Nothing where none is installed. Pure. */
export function scheduleProblems(place: SchedulePlace, { installed, runs }: ScheduleRecord, moment: ScheduleMoment): Diagnostic[] {
  if (installed === undefined) return [];
  if (installed.workspace !== place.workspace) return [elsewhere(installed.workspace, place)];
  return jobsOf(installed.jobs).flatMap(([job, spec]) => {
    const run = runs[job];
    const since = Date.parse(installed.installedAt);
    return [
      ...missed({ job, spec, run, since, environment: place.environment }, moment),
      ...(run === undefined ? [] : ended(run, place, moment)),
    ];
  });
}

interface DueJob {
  readonly job: JobName;
  readonly spec: ScheduleSpec;
  readonly run: JobRun | undefined;
  /** When it was installed, in milliseconds since 1970. */
  readonly since: number;
  readonly environment: string;
}

function missed({ job, spec, run, since, environment }: DueJob, moment: ScheduleMoment): Diagnostic[] {
  const { now, offsetAt } = moment;
  const due = lastDue(spec, now.getTime() - grace, offsetAt);
  const begun = run === undefined ? Number.NEGATIVE_INFINITY : Date.parse(run.startedAt) + earliness(spec);
  if (due <= since || due <= begun || (run !== undefined && isGoingOn(run, moment))) return [];
  const last = run === undefined ? 'it has never run' : `the last run began ${ageOf(run.startedAt, now)}`;
  const remedy = `It runs ${formatSpec(spec)}. dsw schedule-run ${job} --env ${environment} does it now; dsw schedule-install has it done at its time again.`;
  return [warning('schedule-missed', `the ${job} that was due on ${shown(due, offsetAt)} did not run: ${last}`, remedy)];
}

/** How long before its time a job may begin: in the night in which that time is skipped, cron does not wait for it. In milliseconds. */
function earliness({ kind }: ScheduleSpec): number {
  return kind === 'hourly' ? 0 : 3_600_000;
}

function ended(run: JobRun, { environment }: SchedulePlace, moment: ScheduleMoment): Diagnostic[] {
  const { job, startedAt, finishedAt, exit, message } = run;
  const remedy = `dsw schedule-status --env ${environment} shows what it said.`;
  if (finishedAt !== null) {
    if (exit === 0) return [];
    return [warning('schedule-failed', `the scheduled ${job} failed ${ageOf(finishedAt, moment.now)}: ${message}`, remedy)];
  }
  if (isGoingOn(run, moment)) return [];
  return [
    warning('schedule-killed', `the scheduled ${job} that began ${ageOf(startedAt, moment.now)} was killed before it was done`, remedy),
  ];
}

function isGoingOn(run: JobRun, { isAlive }: ScheduleMoment): boolean {
  return run.finishedAt === null && isAlive(run);
}

function elsewhere(other: string, { environment }: SchedulePlace): Diagnostic {
  return warning(
    'schedule-elsewhere',
    `the schedule in env/backup/${environment}/ was installed for ${other}: this is a copy, or was moved, and nothing runs at its time`,
    `dsw schedule-install --env ${environment} installs it for this workspace; dsw schedule-remove --env ${environment} forgets it.`,
  );
}

/** By local clocks: `2026-11-22 02:00`. */
export function shown(instant: number, offsetAt: OffsetAt): string {
  return toLocal(instant, offsetAt).toISOString().slice(0, 16).replace('T', ' ');
}

function warning(code: string, message: string, remedy: string): Diagnostic {
  return { severity: 'warning', code, message, remedy };
}
