import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { writeAtomically } from '@dust-workspace/environment';
import { runScheduler } from '@dust-workspace/runtime';
import type { SchedulePlace } from './jobs.js';
import type { Scheduler } from './scheduler.js';
import { unitFiles, unitMarker, unitPrefix } from './systemdUnits.js';

/** Whatever is said by a manager that can start units. */
const managing = ['running', 'degraded', 'starting', 'initializing'];

/** Timers of systemd's user manager: files in `systemd/user` of the folder for configuration. */
export function systemdScheduler(processEnv: NodeJS.ProcessEnv): Scheduler {
  const folder = join(configurationFolder(processEnv), 'systemd', 'user');
  const systemctl = async (...words: readonly string[]): Promise<Diagnostic | undefined> => {
    const run = await runScheduler('systemctl', ['--user', ...words], processEnv);
    if (run?.status === 0) return undefined;
    const said = run === undefined ? 'it is not there' : run.stderr.trim() || `exit status ${run.status}`;
    return problem('schedule-systemd', `systemctl --user ${words.join(' ')} failed: ${said}`, 'Mend that, then run this again.');
  };
  const isHere = async (): Promise<boolean> => {
    const run = await runScheduler('systemctl', ['--user', 'is-system-running'], processEnv);
    return managing.includes(run?.stdout.toString().trim() ?? '');
  };
  const remove = async (place: SchedulePlace): Promise<Result<readonly string[]>> => {
    const units = await unitsOf(folder, place);
    if (units.length === 0) return ok([]);
    const answers = await isHere();
    if (answers) await systemctl('disable', '--now', ...timersOf(units));
    // What no manager takes out of use is taken away all the same.
    for (const name of units) await rm(join(folder, 'timers.target.wants', name), { force: true });
    for (const name of units) await rm(join(folder, name), { force: true });
    const failure = answers ? await systemctl('daemon-reload') : undefined;
    return failure === undefined ? ok(timersOf(units).map((name) => join(folder, name))) : fail(failure);
  };
  return {
    by: 'systemd',
    isHere,
    remove,
    async install(place, times, program) {
      const removed = await remove(place);
      if (!removed.ok) return removed;
      await mkdir(folder, { recursive: true });
      const units = unitFiles(place, times, program);
      for (const { name, text } of units) await writeAtomically(join(folder, name), text);
      const timers = timersOf(units.map(({ name }) => name));
      const failure = (await systemctl('daemon-reload')) ?? (await systemctl('enable', '--now', ...timers));
      if (failure !== undefined) {
        await remove(place);
        return fail(failure);
      }
      return ok(lingers() ? [] : ['timers of a user run while that user is logged in: loginctl enable-linger lets them run always']);
    },
  };
}

function configurationFolder({ XDG_CONFIG_HOME: configured, HOME: home = '' }: NodeJS.ProcessEnv): string {
  return configured === undefined || configured === '' ? join(home, '.config') : configured;
}

function timersOf(units: readonly string[]): string[] {
  return units.filter((name) => name.endsWith('.timer'));
}

/** Unit files that are ours by name and by their first line. */
async function unitsOf(folder: string, place: SchedulePlace): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).filter(
    (name) => name.startsWith(unitPrefix(place)) && /\.(service|timer)$/.test(name),
  );
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')));
  return names.filter((_, index) => texts[index]?.startsWith(`${unitMarker(place)}\n`) === true).sort();
}

function lingers(): boolean {
  return existsSync(join('/var/lib/systemd/linger', userInfo().username));
}
