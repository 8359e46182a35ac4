import type { Command } from 'commander';
import type { Face } from './face.js';
import type { GlobalOptions } from './options.js';
import { addSchedule } from './scheduleCommands.js';

/** The policy of a prune, one option for each of its lines. */
export interface PruneOptions {
  readonly keepLast?: string;
  readonly keepHourly?: string;
  readonly keepDaily?: string;
  readonly keepWeekly?: string;
  readonly keepMonthly?: string;
  readonly keepYearly?: string;
  readonly keepWithin?: string;
  readonly damaged?: readonly string[];
  readonly confirm?: true;
  readonly json?: true;
}

/** The commands that look at backup sets, keep them, remove them, and have them made at their time. */
export function addBackups(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  program
    .command('backup-list')
    .description('all sets: age, size, components, whether they were verified, drilled, pinned')
    .option('--json', 'print JSON on standard output')
    .action(async (options: { json?: true }) => {
      const { listBackups } = await import('./backups.js');
      exit(await listBackups(face, { ...globals(), ...options }));
    });
  addPrune(program, face, globals, exit);
  program
    .command('backup-pin')
    .description('keep a set whatever the retention policy says')
    .argument('<set>', 'its id, or the beginning of it')
    .option('--reason <text>', 'why', '')
    .action(async (set: string, { reason, ...options }: GlobalOptions & { reason: string }) => {
      const { pinBackup } = await import('./backups.js');
      exit(await pinBackup(face, set, reason, { ...globals(), ...options }));
    });
  program
    .command('backup-unpin')
    .description('leave a set to the retention policy again')
    .argument('<set>', 'its id, or the beginning of it')
    .action(async (set: string, options: GlobalOptions) => {
      const { pinBackup } = await import('./backups.js');
      exit(await pinBackup(face, set, null, { ...globals(), ...options }));
    });
  addSchedule(program, face, globals, exit);
}

/** The meaning of each number is that of restic's option of the same name. */
function addPrune(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  program
    .command('backup-prune')
    .description('show which sets the retention policy keeps and which not; with --confirm, remove those')
    .option('--keep-last <n>', 'keep the newest n sets (instead of DSW_BACKUP_KEEP_LAST, as the others)')
    .option('--keep-hourly <n>', 'keep the newest set of each of n hours')
    .option('--keep-daily <n>', 'keep the newest set of each of n days')
    .option('--keep-weekly <n>', 'keep the newest set of each of n weeks, which begin on Mondays')
    .option('--keep-monthly <n>', 'keep the newest set of each of n months')
    .option('--keep-yearly <n>', 'keep the newest set of each of n years')
    .option('--keep-within <span>', 'keep all sets no older than, say, 1y5m7d2h, counted from the newest')
    .option('--damaged <ids...>', 'remove these damaged sets as well')
    .option('--confirm', 'remove')
    .option('--json', 'print JSON on standard output')
    .action(async (options: PruneOptions) => {
      const { pruneBackups } = await import('./backups.js');
      exit(await pruneBackups(face, { ...globals(), ...options }));
    });
}
