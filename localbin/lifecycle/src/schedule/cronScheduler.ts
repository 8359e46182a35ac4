import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { runScheduler } from '@dust-workspace/runtime';
import { crontabBlock, longestCommand, longestOf, withBlock, withoutBlock } from './crontab.js';
import type { SchedulePlace } from './jobs.js';
import type { Scheduler } from './scheduler.js';

/** Lines in the crontab of the user. */
export function cronScheduler(processEnv: NodeJS.ProcessEnv): Scheduler {
  const read = async (): Promise<Result<Buffer | undefined>> => {
    const run = await runScheduler('crontab', ['-l'], processEnv);
    if (run === undefined) return ok(undefined);
    if (run.status === 0) return ok(run.stdout);
    // Only what says that there is none is taken for none: otherwise, writing would lose it.
    if (/no crontab for|can't open/.test(run.stderr)) return ok(Buffer.of());
    return fail(refused('read', run.stderr));
  };
  const write = async (crontab: Buffer): Promise<Result<void>> => {
    const run = await runScheduler('crontab', crontab.length === 0 ? ['-r'] : ['-'], processEnv, crontab);
    return run?.status === 0 ? ok() : fail(refused('written', run?.stderr ?? 'it is not there'));
  };
  return {
    by: 'cron',
    async isHere() {
      const crontab = await read();
      return !crontab.ok || crontab.value !== undefined;
    },
    async install(place, times, program) {
      const length = longestOf(place, times, program);
      if (length > longestCommand) return fail(tooLong(length));
      const crontab = await read();
      if (!crontab.ok) return crontab;
      const written = await write(withBlock(crontab.value ?? Buffer.of(), place, crontabBlock(place, times, program)));
      return written.ok ? ok(['cron does not make up for what was due while the machine was off; dsw status tells']) : written;
    },
    async remove(place: SchedulePlace) {
      const crontab = await read();
      if (!crontab.ok) return crontab;
      const without = crontab.value === undefined ? undefined : withoutBlock(crontab.value, place);
      if (without === undefined) return ok([]);
      const written = await write(without);
      return written.ok ? ok(['lines in the crontab']) : written;
    },
  };
}

function refused(what: 'read' | 'written', said: string): Diagnostic {
  return problem('schedule-crontab', `the crontab could not be ${what}: ${said.trim()}`, 'Mend that, then run this again.');
}

function tooLong(length: number): Diagnostic {
  return problem(
    'schedule-crontab',
    `a line of the crontab would have a command of ${length} bytes, and cron takes ${longestCommand}`,
    'Run this with a shorter PATH: it is kept in the line.',
  );
}
