import { Argument, type Command } from 'commander';
import type { Face } from './face.js';
import type { GlobalOptions } from './options.js';

/** The commands that have backups made, tried and removed at their time. */
export function addSchedule(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  const when = 'hourly, daily HH:MM, weekly <day> HH:MM, monthly <day> HH:MM';
  program
    .command('schedule-install')
    .description('have backups made, tried and removed at their time: by systemd where a user manager answers, else by cron')
    .option('--backup <time>', `when to back up (daily 02:00): ${when}`)
    .option('--no-backup', 'never')
    .option('--drill <time>', 'when to try the newest set (weekly Sun 04:00)')
    .option('--no-drill', 'never')
    .option('--prune <time>', 'when to remove what the retention policy does not keep (weekly Sun 03:00, where there is a policy)')
    .option('--no-prune', 'never')
    .action(async (options: { backup?: string | false; drill?: string | false; prune?: string | false }) => {
      const { installSchedule } = await import('./schedule.js');
      exit(await installSchedule(face, { ...globals(), ...options }));
    });
  program
    .command('schedule-remove')
    .description('take the schedule of the environment away')
    .action(async (options: GlobalOptions) => {
      const { removeSchedule } = await import('./schedule.js');
      exit(await removeSchedule(face, { ...globals(), ...options }));
    });
  program
    .command('schedule-status')
    .description('when what is due, and how it ended last')
    .option('--json', 'print JSON on standard output')
    .action(async (options: { json?: true }) => {
      const { scheduleStatus } = await import('./schedule.js');
      exit(await scheduleStatus(face, { ...globals(), ...options }));
    });
  program
    .command('schedule-run', { hidden: true })
    .description('do what is due, and write down how it ended')
    .addArgument(new Argument('<job>').choices(['backup', 'drill', 'prune']))
    .action(async (job: 'backup' | 'drill' | 'prune', options: GlobalOptions) => {
      const { runScheduled } = await import('./scheduledJob.js');
      exit(await runScheduled(face, job, { ...globals(), ...options }));
    });
}
