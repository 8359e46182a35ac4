import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { addBackups } from './backupCommands.js';
import { addContext } from './contextCommands.js';
import { addEnvironments } from './environmentCommands.js';
import { exitCodes, print, type Face } from './face.js';
import { addHost } from './hostCommands.js';
import type { GlobalOptions } from './options.js';
import { addSecrets } from './secretsCommands.js';

interface VerbCommand {
  readonly name: string;
  readonly names: 'none' | 'optional' | 'required';
  readonly description: string;
}

const verbCommands: readonly VerbCommand[] = [
  { name: 'bootstrap', names: 'none', description: 'from a fresh clone to a running workspace: configuration, prep, start, init' },
  { name: 'up', names: 'optional', description: 'start the profile (or components, with what they need)' },
  { name: 'down', names: 'none', description: 'stop everything that runs' },
  { name: 'prep', names: 'optional', description: 'prepare folders, configuration and ports; nothing runs' },
  { name: 'start', names: 'required', description: 'start components, their needs first; returns when they are ready' },
  { name: 'stop', names: 'required', description: 'stop components, what needs them first' },
  { name: 'restart', names: 'optional', description: 'stop and start, with the dependents that ran' },
  { name: 'init', names: 'optional', description: 'initialise databases, schemas, indexes; running it again changes nothing' },
  { name: 'clean', names: 'optional', description: 'remove the data of components (asks)' },
  { name: 'reset', names: 'optional', description: 'clean, start and init (asks)' },
  { name: 'purge', names: 'optional', description: 'remove data, configuration and logs; keeps backups (asks)' },
  { name: 'rebase', names: 'optional', description: 'purge and prep (asks)' },
];

const backupVerbs: readonly VerbCommand[] = [
  { name: 'backup', names: 'optional', description: 'back up components, or the whole profile, into one set' },
  { name: 'restore', names: 'optional', description: 'restore from the newest set, or from --set; keeps the old data until healthy' },
  { name: 'verify', names: 'optional', description: 'check the newest set, or --set, to the last byte' },
  {
    name: 'drill',
    names: 'optional',
    description: 'prove that a set restores: in a throw-away environment, compared with what was recorded',
  },
];

/** Options beyond those that every verb has. */
const verbOptions: Readonly<Record<string, readonly (readonly [flags: string, description: string])[]>> = {
  backup: [
    ['--consistent', 'stop whatever may write to the components, for as long as their data are taken'],
    ['--no-digest', 'record what there is without digests of the content: faster'],
  ],
  restore: [
    ['--set <id>', 'the set to read, or the beginning of its id, instead of the newest'],
    ['--as <environment>', 'bring the set up as another environment, beside this one'],
    ['--force', 'also an incomplete set, or data of a newer or another engine'],
  ],
  verify: [
    ['--set <id>', 'the set to read, or the beginning of its id, instead of the newest'],
    ['--force', 'also an incomplete set'],
  ],
  drill: [
    ['--set <id>', 'the set to try, or the beginning of its id, instead of the newest'],
    ['--no-digest', 'compare what there is, but not its content'],
    ['--force', 'also an incomplete set'],
  ],
};

/** Runs one command line and returns its exit status. */
export async function run(face: Face): Promise<number> {
  let status: number = exitCodes.ok;
  const program = commandLine(face, (code) => (status = code));
  try {
    await program.parseAsync([...face.argv], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    throw error;
  }
}

function commandLine(face: Face, exit: (status: number) => void): Command {
  const program = new Command('dsw')
    .description('Components, their lifecycle, environments and backups, on your own machine.')
    // What follows the command of dsw tools belongs to that; the other commands know these options, too.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: (text) => print(face.stdout, text), writeErr: (text) => print(face.stderr, text) })
    .showSuggestionAfterError()
    .showHelpAfterError('(dsw --help lists the commands)');
  const globals = (): GlobalOptions => program.opts<GlobalOptions>();
  program.commandsGroup('Lifecycle:');
  for (const verb of verbCommands) addVerb(program, face, verb, globals, exit);
  addMigrate(program, face, globals, exit);
  program.commandsGroup('Backups:');
  for (const verb of backupVerbs) addVerb(program, face, verb, globals, exit);
  addBackups(program, face, globals, exit);
  program.commandsGroup('Looking and asking:');
  addReaders(program, face, globals, exit);
  addTools(program, face, globals, exit);
  addContext(program, face, globals, exit);
  program.commandsGroup('This machine and the sources on it:');
  addHost(program, face, globals, exit);
  program.commandsGroup('Environments:');
  addEnvironments(program, face, globals, exit);
  program.commandsGroup('Secrets in git:');
  addSecrets(program, face, globals, exit);
  program.commandsGroup('Help:');
  for (const command of [program, ...program.commands])
    command
      .option('--env <name>', 'act on this environment instead of DSW_DEPLOY_ENV')
      .option('--runtime <name>', 'auto, compose or process, instead of DSW_RUNTIME')
      .option('--profile <name>', 'the components of this profile, instead of DSW_PROFILE');
  return program;
}

function addVerb(
  program: Command,
  face: Face,
  { name, names, description }: VerbCommand,
  globals: () => GlobalOptions,
  exit: (status: number) => void,
): void {
  const command = program
    .command(name)
    .description(description)
    .option('--dry-run', 'print the plan and change nothing')
    .option('--json', 'print JSON on standard output');
  if (names !== 'none') command.argument(names === 'required' ? '<components...>' : '[components...]');
  if (['clean', 'reset', 'purge', 'rebase'].includes(name)) command.option('-y, --yes', 'remove without asking');
  for (const [flags, text] of verbOptions[name] ?? []) command.option(flags, text);
  command.action(async (...args: unknown[]) => {
    const { runVerb } = await import('./runVerb.js');
    exit(await runVerb(face, name, Array.isArray(args[0]) ? args[0].map(String) : [], { ...globals(), ...command.opts() }));
  });
}

function addMigrate(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  program
    .command('migrate')
    .description('take the data of the environment to another runtime: a backup there, a restore here')
    .addOption(new Option('--to <runtime>', 'where to').choices(['compose', 'process']).makeOptionMandatory())
    .option('--dry-run', 'print the plan and change nothing')
    .option('--json', 'print JSON on standard output')
    .action(async (options: { to: 'compose' | 'process'; dryRun?: true; json?: true }) => {
      const { migrate } = await import('./migrate.js');
      exit(await migrate(face, { ...globals(), ...options }));
    });
}

function addTools(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  program
    .command('tools')
    .description('run psql, redis-cli, curl, jq … in a container on the network of the environment')
    .argument('<command...>')
    .option('-c, --component <name>', 'beside this component: at its address, with its variables')
    .passThroughOptions()
    .action(async ([program, ...words]: [string, ...string[]], options: { component?: string }) => {
      const { tools } = await import('./tools.js');
      exit(await tools(face, [program, ...words], { ...globals(), ...options }));
    });
}

function addReaders(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  program
    .command('status')
    .description('the state of every component')
    .argument('[components...]')
    .option('--json', 'print JSON on standard output')
    .action(async (components: string[], options: { json?: true }) => {
      const { status } = await import('./read.js');
      exit(await status(face, components, { ...globals(), ...options }));
    });
  program
    .command('logs')
    .description('the output of components, or of all together, by the times of its lines')
    .argument('[components...]')
    .option('-f, --follow', 'go on with new lines')
    .option('-n, --tail <lines>', 'how many lines from the end of each', lineCount)
    .action(async (components: string[], options: { follow?: true; tail?: number }) => {
      const { logs } = await import('./logs.js');
      exit(await logs(face, components, { ...globals(), ...options }));
    });
  program
    .command('validate')
    .description('check the manifests of components, or of all')
    .argument('[components...]')
    .action(async (components: string[], options: GlobalOptions) => {
      const { validate } = await import('./read.js');
      exit(await validate(face, components, { ...globals(), ...options }));
    });
}

function lineCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a number of lines.');
  return Number(text);
}
