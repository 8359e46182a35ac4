import type { Command } from 'commander';
import type { Face } from './face.js';
import type { GlobalOptions } from './options.js';

/** The commands that look after this machine and the sources on it. */
export function addHost(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  program
    .command('host-init')
    .description('check this machine, and clone what the profile is built from')
    .option('--dry-run', 'print the plan and change nothing')
    .option('--json', 'print JSON on standard output')
    .action(async (options: GlobalOptions & { dryRun?: true; json?: true }) => {
      const { initialiseHost } = await import('./host.js');
      exit(await initialiseHost(face, { ...globals(), ...options }));
    });
  program
    .command('update')
    .description('move checkouts to the commit that is wanted, and say what changed; work of yours in them stays')
    .argument('[components...]')
    .option('--to <commit>', 'to this commit, branch or tag instead')
    .option('--json', 'print JSON on standard output')
    .action(async (names: string[], options: GlobalOptions & { to?: string; json?: true }) => {
      const { updateCheckouts } = await import('./host.js');
      exit(await updateCheckouts(face, names, { ...globals(), ...options }));
    });
  program
    .command('doctor')
    .description('what is well here and what is not: this machine, components, variables without a value')
    .argument('[components...]')
    .option('--json', 'print JSON on standard output')
    .action(async (names: string[], options: GlobalOptions & { json?: true }) => {
      const { doctor } = await import('./host.js');
      exit(await doctor(face, names, { ...globals(), ...options }));
    });
}
