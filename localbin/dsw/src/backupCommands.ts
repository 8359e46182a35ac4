import { Option, type Command } from 'commander';
import { seeAlso, withExamples } from './examples.js';
import type { Face } from './face.js';
import type { ChangeOptions, GlobalOptions } from './options.js';
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
  const list = program
    .command('backup-list')
    .summary('all sets: age, size, components, what was proven')
    .description('all sets: age, size, components, whether they were verified, drilled, pinned')
    .option('--json', 'print JSON on standard output')
    .action(async (options: { json?: true }) => {
      const { listBackups } = await import('./backups.js');
      exit(await listBackups(face, { ...globals(), ...options }));
    });
  seeAlso(
    withExamples(list, ['dsw backup-list', 'of the environment'], ['dsw backup-list --json', 'for other programs']),
    'backup',
    'drill',
  );
  addPrune(program, face, globals, exit);
  const pin = program
    .command('backup-pin')
    .description('keep a set whatever the retention policy says')
    .argument('<set>', 'its id, or the beginning of it')
    .option('--reason <text>', 'why', '')
    .option('--dry-run', 'say what would be pinned, and change nothing')
    .option('--json', 'print JSON on standard output: a line each event, the last how it ended')
    .action(async (set: string, { reason, ...options }: ChangeOptions & { reason: string; json?: true }) => {
      const { pinBackup } = await import('./backups.js');
      exit(await pinBackup(face, set, reason, { ...globals(), ...options }));
    });
  seeAlso(
    withExamples(pin, ["dsw backup-pin 20261121T10 --reason 'before 2.0'", 'kept until it is unpinned']),
    'backup-unpin',
    'backup-prune',
  );
  const unpin = program
    .command('backup-unpin')
    .description('leave a set to the retention policy again')
    .argument('<set>', 'its id, or the beginning of it')
    .option('--dry-run', 'say what would be unpinned, and change nothing')
    .option('--json', 'print JSON on standard output: a line each event, the last how it ended')
    .action(async (set: string, options: ChangeOptions & { json?: true }) => {
      const { pinBackup } = await import('./backups.js');
      exit(await pinBackup(face, set, null, { ...globals(), ...options }));
    });
  seeAlso(withExamples(unpin, ['dsw backup-unpin 20261121T10', 'the next prune may remove it']), 'backup-pin');
  addSchedule(program, face, globals, exit);
}

/** The meaning of each number is that of restic's option of the same name. */
function addPrune(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  const prune = program
    .command('backup-prune')
    .summary('show what the retention policy keeps; --confirm removes')
    .description('show which sets the retention policy keeps and which not; with --confirm, remove those')
    .option('--keep-last <n>', 'keep the newest n sets (instead of DSW_BACKUP_KEEP_LAST, as the others)')
    .option('--keep-hourly <n>', 'keep the newest set of each of n hours')
    .option('--keep-daily <n>', 'keep the newest set of each of n days')
    .option('--keep-weekly <n>', 'keep the newest set of each of n weeks, which begin on Mondays')
    .option('--keep-monthly <n>', 'keep the newest set of each of n months')
    .option('--keep-yearly <n>', 'keep the newest set of each of n years')
    .option('--keep-within <span>', 'keep all sets no older than, say, 1y5m7d2h, counted from the newest')
    .option('--damaged <sets...>', 'remove these damaged sets as well')
    .option('--confirm', 'remove')
    .addOption(new Option('--dry-run', 'only show, as without --confirm').conflicts('confirm'))
    .option('--json', 'print JSON on standard output')
    .action(async (options: PruneOptions) => {
      const { pruneBackups } = await import('./backups.js');
      exit(await pruneBackups(face, { ...globals(), ...options }));
    });
  withExamples(
    prune,
    ['dsw backup-prune', 'what the policy in env/project.env keeps'],
    ['dsw backup-prune --keep-daily 7 --keep-weekly 4', 'what another one would keep'],
    ['dsw backup-prune --confirm', 'removes the rest'],
  );
  seeAlso(prune, 'backup-list', 'backup-pin', 'schedule-install');
}
