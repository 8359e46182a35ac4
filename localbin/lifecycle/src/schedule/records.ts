import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { environmentPaths, writeAtomically } from '@dust-workspace/environment';
import type { ProcessIdentity } from '@dust-workspace/runtime';
import { jobNames, jobsOf, type JobName, type JobTimes, type SchedulePlace } from './jobs.js';
import { formatSpec, parseSpec } from './spec.js';

/** What was installed, so that `status` knows what is due without asking anybody. */
export interface InstalledSchedule {
  readonly by: 'systemd' | 'cron';
  /** The workspace for which it was. A copy of it has no schedule. */
  readonly workspace: string;
  /** ISO 8601, UTC, as all times are. What was due before is not missed. */
  readonly installedAt: string;
  readonly jobs: JobTimes;
}

/** The last run of a job, or the one that goes on. */
export interface JobRun {
  readonly job: JobName;
  readonly startedAt: string;
  /** Null while it runs, and for ever when it was killed. */
  readonly finishedAt: string | null;
  /** Its exit status; null until it has finished. */
  readonly exit: number | null;
  /** One line for people: how it ended. */
  readonly message: string;
  /** The last lines of what it printed. */
  readonly output: string;
  readonly process: ProcessIdentity;
}

/** What is known of a schedule. */
export interface ScheduleRecord {
  /** Undefined when nothing is installed, or when what is written of it is damaged. */
  readonly installed: InstalledSchedule | undefined;
  readonly runs: Readonly<Partial<Record<JobName, JobRun>>>;
}

/** Synchronous, for `status`. A file that is missing or damaged tells nothing. */
export function readSchedule(place: SchedulePlace): ScheduleRecord {
  const installed = installedOf(readJson(installedFile(place), isInstalled));
  const runs = jobNames.flatMap((job) => {
    const run = readJson(runFile(place, job), isRun);
    return run === undefined ? [] : [[job, run] as const];
  });
  return { installed, runs: Object.fromEntries(runs) };
}

export function writeInstalled(place: SchedulePlace, installed: InstalledSchedule): Promise<void> {
  const jobs = Object.fromEntries(jobsOf(installed.jobs).map(([job, spec]) => [job, formatSpec(spec)]));
  return writeAtomically(installedFile(place), asText({ ...installed, jobs }));
}

export function forgetInstalled(place: SchedulePlace): Promise<void> {
  return rm(installedFile(place), { force: true });
}

export function writeRun(place: SchedulePlace, run: JobRun): Promise<void> {
  return writeAtomically(runFile(place, run.job), asText(run));
}

/** What the file holds: times as a person wrote them. */
interface WrittenSchedule extends Omit<InstalledSchedule, 'jobs'> {
  readonly jobs: Readonly<Partial<Record<string, string>>>;
}

function installedOf(written: WrittenSchedule | undefined): InstalledSchedule | undefined {
  if (written === undefined) return undefined;
  const jobs = jobNames.flatMap((job) => {
    const spec = parseSpec(written.jobs[job] ?? '');
    return spec.ok ? [[job, spec.value] as const] : [];
  });
  return { ...written, jobs: Object.fromEntries(jobs) };
}

function installedFile(place: SchedulePlace): string {
  return join(folderOf(place), 'installed.json');
}

function runFile(place: SchedulePlace, job: JobName): string {
  return join(folderOf(place), `${job}.json`);
}

function folderOf({ workspace, environment }: SchedulePlace): string {
  return join(environmentPaths(workspace, environment).backup, 'schedule');
}

function asText(value: WrittenSchedule | JobRun): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function readJson<T>(file: string, is: (value: Partial<T>) => boolean): T | undefined {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Partial<T> | null;
    return value !== null && is(value) ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}

function isInstalled({ workspace, installedAt, jobs }: Partial<WrittenSchedule>): boolean {
  return typeof workspace === 'string' && isTime(installedAt) && typeof jobs === 'object' && jobs !== null;
}

function isRun({ startedAt, finishedAt, message, process }: Partial<JobRun>): boolean {
  return (
    isTime(startedAt) && (finishedAt === null || isTime(finishedAt)) && typeof message === 'string' && typeof process?.pid === 'number'
  );
}

function isTime(text: string | undefined): boolean {
  return text !== undefined && !Number.isNaN(Date.parse(text));
}
