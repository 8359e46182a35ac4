import { existsSync } from 'node:fs';
import { fail, ok, problem, type Result } from '@dust-workspace/component';
import { cronScheduler } from './cronScheduler.js';
import { jobsOf, type JobProgram, type JobTimes, type SchedulePlace } from './jobs.js';
import { forgetInstalled, readSchedule, writeInstalled, type InstalledSchedule } from './records.js';
import type { Scheduler } from './scheduler.js';
import { systemdScheduler } from './systemdScheduler.js';

export interface ScheduleRequest {
  readonly times: JobTimes;
  /** Node.js and the command, as absolute paths. */
  readonly command: JobProgram['command'];
  readonly processEnv: NodeJS.ProcessEnv;
  readonly now: Date;
  /** Says who would do it and when, and installs nothing. */
  readonly dryRun?: boolean | undefined;
}

export interface ScheduleReport extends InstalledSchedule {
  /** What a person should know. */
  readonly notices: readonly string[];
}

/**
 * Has the jobs done at their time: by systemd where a user manager answers, else by cron. What was installed for the same workspace and
 * environment before is replaced.
 */
export async function installSchedule(place: SchedulePlace, request: ScheduleRequest): Promise<Result<ScheduleReport>> {
  const { times, command, processEnv, now, dryRun } = request;
  if (jobsOf(times).length === 0)
    return fail(problem('schedule-empty', 'there is no job to install', 'dsw schedule-remove takes a schedule away.'));
  const program: JobProgram = { command, env: jobEnvironment(processEnv) };
  const odd = [place.workspace, ...command, ...Object.values(program.env)].find((text) => /\p{Cc}/u.test(text));
  if (odd !== undefined)
    return fail(problem('schedule-path', `${JSON.stringify(odd)} holds a control character, which no schedule can keep`));
  const schedulers = [systemdScheduler(processEnv), cronScheduler(processEnv)];
  const chosen = await firstHere(schedulers);
  if (chosen === undefined) return fail(nobody());
  const installed: InstalledSchedule = { by: chosen.by, workspace: place.workspace, installedAt: now.toISOString(), jobs: times };
  if (dryRun === true) return ok({ ...installed, notices: [] });
  const removed = await removeFrom(
    schedulers.filter((scheduler) => scheduler !== chosen),
    place,
    readSchedule(place).installed?.by ?? chosen.by,
  );
  if (!removed.ok) return removed;
  const done = await chosen.install(place, times, program);
  if (!done.ok) return done;
  await writeInstalled(place, installed);
  return ok({ ...installed, notices: done.value });
}

/** Takes the schedule of the place away, wherever it was installed. Returns what was there, for people; of a dry run, what is known to be there. */
export async function removeSchedule(
  place: SchedulePlace,
  processEnv: NodeJS.ProcessEnv,
  dryRun = false,
): Promise<Result<readonly string[]>> {
  const known = readSchedule(place).installed;
  if (dryRun) return ok(known === undefined ? [] : jobsOf(known.jobs).map(([job]) => `${job}, installed with ${known.by}`));
  const removed = await removeFrom([systemdScheduler(processEnv), cronScheduler(processEnv)], place, known?.by);
  if (removed.ok) await forgetInstalled(place);
  return removed;
}

/** Where it is known who has the schedule, it does not matter that another one, such as a crontab that is forbidden, cannot be asked. */
async function removeFrom(
  schedulers: readonly Scheduler[],
  place: SchedulePlace,
  by: Scheduler['by'] | undefined,
): Promise<Result<string[]>> {
  const removed: string[] = [];
  for (const scheduler of schedulers) {
    const done = await scheduler.remove(place);
    if (done.ok) removed.push(...done.value);
    else if (by === undefined || by === scheduler.by) return done;
  }
  return ok(removed);
}

async function firstHere(schedulers: readonly Scheduler[]): Promise<Scheduler | undefined> {
  for (const scheduler of schedulers) if (await scheduler.isHere()) return scheduler;
  return undefined;
}

/** By these the job finds the same programs, the same engine and the same leases of ports as whoever installs it. None is a secret. */
const passedOn = [
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'DOCKER_CERT_PATH',
  'DOCKER_TLS_VERIFY',
  'XDG_RUNTIME_DIR',
  'XDG_STATE_HOME',
  'DSW_STATE_HOME',
];

/** Nobody waits for a job, so it waits for whoever works on the environment. */
const patience = '12h';

function jobEnvironment(processEnv: NodeJS.ProcessEnv): Record<string, string> {
  const folders = (processEnv['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/') && existsSync(folder));
  const passed = passedOn.flatMap((name) => {
    const value = processEnv[name];
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  return { PATH: [...new Set(folders)].join(':'), DSW_LOCK_PATIENCE: patience, ...Object.fromEntries(passed) };
}

function nobody(): ReturnType<typeof problem> {
  return problem(
    'schedule-unavailable',
    'nothing on this machine starts jobs at their time: no user manager of systemd answers, and there is no crontab',
    'Log in in a way that starts systemd --user, or install cron; or have something of your own run dsw schedule-run backup --env <environment>.',
  );
}
