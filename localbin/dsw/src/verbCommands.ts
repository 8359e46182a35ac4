import { Option, type Command } from 'commander';
import { seeAlso, withExamples } from './examples.js';
import type { Face } from './face.js';
import type { GlobalOptions } from './options.js';
import { backupVerbs, verbCommands, type VerbCommand } from './verbTable.js';

/** The verbs of components and what is made of them, and the migration to another runtime. */
export function addLifecycle(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  for (const verb of verbCommands) addVerb(program, face, verb, globals, exit);
  addMigrate(program, face, globals, exit);
}

/** The verbs that make backups, read them and bring them back. */
export function addBackupVerbs(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  for (const verb of backupVerbs) addVerb(program, face, verb, globals, exit);
}

function addVerb(
  program: Command,
  face: Face,
  { name, names, summary, more, options = [], examples, related }: VerbCommand,
  globals: () => GlobalOptions,
  exit: (status: number) => void,
): void {
  const command = program
    .command(name)
    .summary(summary)
    .description(more === undefined ? summary : `${summary}\n\n${more}`)
    .option('--dry-run', 'print the plan and change nothing')
    .option('--json', 'print JSON on standard output: events, a line each; of a dry run the plan');
  if (names !== 'none') command.argument(names === 'required' ? '<components...>' : '[components...]');
  for (const [flags, text] of options) command.option(flags, text);
  command.action(async (...args: unknown[]) => {
    const { runVerb } = await import('./runVerb.js');
    exit(await runVerb(face, name, Array.isArray(args[0]) ? args[0].map(String) : [], { ...globals(), ...command.opts() }));
  });
  seeAlso(withExamples(command, ...examples), ...related);
}

function addMigrate(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  const command = program
    .command('migrate')
    .summary('take the data of the environment to another runtime')
    .description('take the data of the environment to another runtime: a backup there, a restore here')
    .addOption(new Option('--to <runtime>', 'where to').choices(['compose', 'process']).makeOptionMandatory())
    .option('--dry-run', 'print the plan and change nothing')
    .option('--json', 'print JSON on standard output: events, a line each; of a dry run the plan')
    .action(async (options: { to: 'compose' | 'process'; dryRun?: true; json?: true }) => {
      const { migrate } = await import('./migrate.js');
      exit(await migrate(face, { ...globals(), ...options }));
    });
  withExamples(
    command,
    ['dsw migrate --to compose --dry-run', 'what would move'],
    ['dsw migrate --to process', 'from containers to plain processes'],
  );
  seeAlso(command, 'backup', 'restore');
}
