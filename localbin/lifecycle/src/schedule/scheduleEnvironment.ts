import { isEmptyPolicy, missingPolicy, parsePolicy } from '@dust-workspace/backup';
import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { policySettings } from '../backups/policySettings.js';
import { whileLocked, type ConfigurationRun } from '../environments/configurationRun.js';
import type { Base, Deadlines } from '../session.js';
import { installSchedule, removeSchedule, type ScheduleReport } from './install.js';
import { defaultSpecs, jobNames, type JobName, type JobProgram, type JobTimes } from './jobs.js';
import { placeOf } from './scheduleOf.js';
import { parseSpec, type ScheduleSpec } from './spec.js';

/** What a person says of each job: its time, or that it is not wanted. Nothing means the usual time. */
export type WantedTimes = Readonly<Partial<Record<JobName, string | false>>>;

export interface ScheduleRequest extends Pick<JobProgram, 'command'> {
  readonly wanted: WantedTimes;
}

/** Has the jobs of the environment done at their time. A prune is among them where there is a retention policy, or when somebody asks for it. */
export async function scheduleEnvironment(
  base: Base,
  deadlines: Deadlines,
  request: ScheduleRequest,
  run: ConfigurationRun,
): Promise<Result<ScheduleReport>> {
  const unseen = settingsOfShell(base);
  if (unseen.length > 0) return fail(...unseen);
  const times = timesOf(base, request.wanted);
  if (!times.ok) return times;
  const { processEnv } = base;
  const { dryRun } = run;
  return whileLocked(base, deadlines, run, () =>
    installSchedule(placeOf(base), { times: times.value, command: request.command, processEnv, now: base.now(), dryRun }),
  );
}

/** Takes the schedule of the environment away. Returns what was there, for people. */
export async function unscheduleEnvironment(base: Base, deadlines: Deadlines, run: ConfigurationRun): Promise<Result<readonly string[]>> {
  return whileLocked(base, deadlines, run, () => removeSchedule(placeOf(base), base.processEnv, run.dryRun));
}

function timesOf(base: Base, wanted: WantedTimes): Result<JobTimes> {
  const specs: [JobName, ScheduleSpec][] = [];
  const diagnostics: Diagnostic[] = [];
  for (const job of jobNames) {
    const said = wanted[job];
    if (said === false || (said === undefined && job === 'prune' && !hasPolicy(base))) continue;
    const spec = said === undefined ? ok(defaultSpecs[job]) : parseSpec(said);
    if (!spec.ok) diagnostics.push(...spec.diagnostics);
    else if (job === 'prune' && !hasPolicy(base)) diagnostics.push(missingPolicy());
    else specs.push([job, spec.value]);
  }
  return diagnostics.length === 0 ? ok(Object.fromEntries(specs)) : fail(...diagnostics);
}

/** Jobs run without anybody's shell: what only that says would make them back up elsewhere, or keep other sets, than a person's own commands do. */
function settingsOfShell({ processEnv, selection }: Base): Diagnostic[] {
  return Object.keys(processEnv)
    .filter((name) => name === 'DSW_PROFILE' || name.startsWith('DSW_BACKUP_'))
    .filter((name) => processEnv[name] !== selection.project.entries.get(name)?.value)
    .map((name) =>
      problem(
        'schedule-shell',
        `${name} is set in this shell, which scheduled jobs do not see`,
        'Write it into env/project.env, or unset it.',
      ),
    );
}

/** One that makes no sense is one: that its jobs fail is better than that nobody knows. */
function hasPolicy(base: Base): boolean {
  const policy = parsePolicy(policySettings(base));
  return !policy.ok || !isEmptyPolicy(policy.value);
}
