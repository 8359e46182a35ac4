import type { ScheduleSpec } from './spec.js';

/** What can be done at its time. */
export const jobNames = ['backup', 'drill', 'prune'] as const;
export type JobName = (typeof jobNames)[number];

export function isJobName(name: string): name is JobName {
  return (jobNames as readonly string[]).includes(name);
}

/** A set every night; on Sundays what became superfluous goes, and then the newest set is tried. */
export const defaultSpecs: Readonly<Record<JobName, ScheduleSpec>> = {
  backup: { kind: 'daily', time: { hour: 2, minute: 0 } },
  drill: { kind: 'weekly', weekday: 0, time: { hour: 4, minute: 0 } },
  prune: { kind: 'weekly', weekday: 0, time: { hour: 3, minute: 0 } },
};

/** What a job is for, wherever the machine keeps it. */
export interface SchedulePlace {
  /** Absolute path of the workspace. */
  readonly workspace: string;
  readonly environment: string;
}

/** How the jobs of a schedule are started. */
export interface JobProgram {
  /** Node.js and the command, as absolute paths. */
  readonly command: readonly [node: string, dsw: string];
  /** Variables that are set for it, PATH among them. */
  readonly env: Readonly<Record<string, string>>;
}

/** Jobs with the times at which they are due. */
export type JobTimes = Readonly<Partial<Record<JobName, ScheduleSpec>>>;

export function jobsOf(times: JobTimes): (readonly [JobName, ScheduleSpec])[] {
  return jobNames.flatMap((name) => {
    const spec = times[name];
    return spec === undefined ? [] : [[name, spec] as const];
  });
}

/** The words of a job's command. */
export function jobWords(job: JobName, { environment }: SchedulePlace, { command }: JobProgram): string[] {
  return [...command, 'schedule-run', job, '--env', environment];
}
