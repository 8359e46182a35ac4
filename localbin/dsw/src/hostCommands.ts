import type { Command } from 'commander';
import { seeAlso, withExamples } from './examples.js';
import type { Face } from './face.js';
import type { ChangeOptions, GlobalOptions } from './options.js';

/** The commands that look after this machine and the sources on it. */
export function addHost(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  const initialise = program
    .command('host-init')
    .summary('check this machine, and clone what the profile needs')
    .description('check this machine, and clone what the profile is built from')
    .option('--dry-run', 'print the plan and change nothing')
    .option('--json', 'print JSON on standard output')
    .action(async (options: GlobalOptions & { dryRun?: true; json?: true }) => {
      const { initialiseHost } = await import('./host.js');
      exit(await initialiseHost(face, { ...globals(), ...options }));
    });
  withExamples(
    initialise,
    ['dsw host-init --profile dust', 'clones Dust at the pinned commit'],
    ['dsw host-init --dry-run', 'what it would clone'],
  );
  seeAlso(initialise, 'doctor', 'update', 'bootstrap');
  const update = program
    .command('update')
    .summary('move checkouts to the commit that is wanted')
    .description('move checkouts to the commit that is wanted, and say what changed; work of yours in them stays')
    .argument('[components...]')
    .option('--to <commit>', 'to this commit, branch or tag instead')
    .option('--dry-run', 'fetch, say what would change, and move nothing')
    .option('--json', 'print JSON on standard output')
    .action(async (names: string[], options: ChangeOptions & { to?: string; json?: true }) => {
      const { updateCheckouts } = await import('./host.js');
      exit(await updateCheckouts(face, names, { ...globals(), ...options }));
    });
  withExamples(update, ['dsw update', 'all checkouts'], ['dsw update dust-source --to main --dry-run', 'what a branch would bring']);
  seeAlso(update, 'host-init', 'up');
}
