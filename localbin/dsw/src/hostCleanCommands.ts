import type { Command } from 'commander';
import { seeAlso, withExamples } from './examples.js';
import type { Face } from './face.js';
import type { GlobalOptions, VerbOptions } from './options.js';

/** The commands that take this workspace off this machine, in part or as a whole. */
export function addHostClean(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  const clean = program
    .command('host-clean')
    .summary('stop and remove whatever runs of this workspace (asks)')
    .description(
      'stop and remove whatever runs of this workspace, in all its environments: containers, networks, processes, supervisors, ports without data.\n\n' +
        'Found by labels and folders, also when manifests or settings are broken. Data, configuration and backups stay; what belongs to another workspace is not touched.',
    );
  const purge = program
    .command('host-purge')
    .summary('the same, and remove all data; keeps backups (asks)')
    .description(
      'stop and remove everything of this workspace but its files and its backups: also data, checkouts, configuration (a copy is kept), leases, schedules.\n\n' +
        'Refused while a checkout holds work that is nowhere else.',
    );
  for (const [command, scope] of [
    [clean, 'clean'],
    [purge, 'purge'],
  ] as const)
    command
      .option('-y, --yes', 'do it without asking')
      .option('--dry-run', 'print what would be stopped and removed, and change nothing')
      .option('--json', 'print JSON on standard output: events, a line each; of a dry run the plan')
      .action(async (options: VerbOptions) => {
        const { cleanHost } = await import('./hostClean.js');
        exit(await cleanHost(face, scope, { ...globals(), ...options }));
      });
  withExamples(
    clean,
    ['dsw host-clean --dry-run', 'what runs here, and what is left of what ran'],
    ['dsw host-clean --yes', 'in a script'],
    ['dsw host-clean --env feature-x', 'one environment only'],
  );
  withExamples(
    purge,
    ['dsw host-purge --dry-run', 'what there is of this workspace, with sizes'],
    ['dsw backup && dsw host-purge', 'begin again, with a backup to come back to'],
  );
  seeAlso(clean, 'down', 'host-purge', 'env-list');
  seeAlso(purge, 'purge', 'env-remove', 'host-clean', 'backup-list');
}
