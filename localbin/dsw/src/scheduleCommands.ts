import { Argument, type Command } from 'commander';
import { seeAlso, withExamples } from './examples.js';
import type { Face } from './face.js';
import type { ChangeOptions, GlobalOptions } from './options.js';

/** The commands that have backups made, tried and removed at their time. */
export function addSchedule(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  const when = 'hourly, daily HH:MM, weekly <day> HH:MM, monthly <day> HH:MM';
  const install = program
    .command('schedule-install')
    .summary('have backups made, tried and removed at their time')
    .description('have backups made, tried and removed at their time: by systemd where a user manager answers, else by cron')
    .option('--backup <time>', `when to back up (daily 02:00): ${when}`)
    .option('--no-backup', 'never')
    .option('--drill <time>', 'when to try the newest set (weekly Sun 04:00)')
    .option('--no-drill', 'never')
    .option('--prune <time>', 'when to remove what the retention policy does not keep (weekly Sun 03:00, where there is a policy)')
    .option('--no-prune', 'never')
    .option('--dry-run', 'say what would be done when, and install nothing')
    .option('--json', 'print JSON on standard output: a line each event, the last how it ended')
    .action(async (options: ChangeOptions & { json?: true; backup?: string | false; drill?: string | false; prune?: string | false }) => {
      const { installSchedule } = await import('./schedule.js');
      exit(await installSchedule(face, { ...globals(), ...options }));
    });
  withExamples(
    install,
    ['dsw schedule-install', 'backup daily, drill weekly'],
    ["dsw schedule-install --backup 'daily 03:30' --no-drill", 'at another time, and without drills'],
  );
  seeAlso(install, 'schedule-status', 'schedule-remove', 'backup-prune');
  const remove = program
    .command('schedule-remove')
    .description('take the schedule of the environment away')
    .option('--dry-run', 'say what would be removed, and change nothing')
    .option('--json', 'print JSON on standard output: a line each event, the last how it ended')
    .action(async (options: ChangeOptions & { json?: true }) => {
      const { removeSchedule } = await import('./schedule.js');
      exit(await removeSchedule(face, { ...globals(), ...options }));
    });
  seeAlso(withExamples(remove, ['dsw schedule-remove', 'backups stay']), 'schedule-install');
  const status = program
    .command('schedule-status')
    .description('when what is due, and how it ended last')
    .option('--json', 'print JSON on standard output')
    .action(async (options: { json?: true }) => {
      const { scheduleStatus } = await import('./schedule.js');
      exit(await scheduleStatus(face, { ...globals(), ...options }));
    });
  seeAlso(withExamples(status, ['dsw schedule-status', 'of the environment']), 'schedule-install');
  program
    .command('schedule-run', { hidden: true })
    .description('do what is due, and write down how it ended')
    .addArgument(new Argument('<job>').choices(['backup', 'drill', 'prune']))
    .action(async (job: 'backup' | 'drill' | 'prune', options: GlobalOptions) => {
      const { runScheduled } = await import('./scheduledJob.js');
      exit(await runScheduled(face, job, { ...globals(), ...options }));
    });
}
