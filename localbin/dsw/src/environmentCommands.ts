import { Option, type Command } from 'commander';
import { seeAlso, withExamples } from './examples.js';
import type { Face } from './face.js';
import type { ChangeOptions, GlobalOptions } from './options.js';

/** The commands that explain and change environments. */
export function addEnvironments(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  addVariables(program, face, exit);
  addConfiguration(program, face, globals, exit);
  addEnvironmentVerbs(program, face, globals, exit);
}

/** A component that is called like a subcommand is reached by the Nx target of its own: `nx run explain:env`. */
function addVariables(program: Command, face: Face, exit: (status: number) => void): void {
  const env = program
    .command('env')
    .summary('the variables of a component, and where they come from')
    .description('the variables of a component, and where each value comes from')
    .argument('<component>')
    .addOption(new Option('--format <format>', 'how to print them').choices(['table', 'dotenv', 'json', 'shell']).default('table'))
    .option('--reveal', 'print secrets as they are')
    .option('--json', 'the same as --format json')
    .action(async (component: string, options: { format: string; reveal?: true; json?: true }, command: Command) => {
      const { variables } = await import('./variables.js');
      const format = options.json === true ? 'json' : options.format;
      exit(await variables(face, component, { ...command.optsWithGlobals<GlobalOptions>(), ...options, format }));
    });
  withExamples(
    env,
    ['dsw env timescale', 'secrets are masked'],
    ['( eval "$(dsw env timescale --format shell --reveal)"; psql )', 'for one program, secrets too'],
    ['dsw env explain POSTGRES_DB', 'why a variable has its value'],
  );
  seeAlso(env, 'env-config-edit', 'secrets-edit', 'exec');
  const explain = env
    .command('explain')
    .summary('one variable in every component that has it')
    .description('one variable in every component that has it: declared how, set where, overruled where, referring to what')
    .argument('<variable>')
    .option('--reveal', 'print secrets as they are')
    .option('--json', 'print JSON on standard output')
    .action(async (variable: string, _options: unknown, command: Command) => {
      const { explainVariable } = await import('./variables.js');
      exit(await explainVariable(face, variable, command.optsWithGlobals<GlobalOptions & { reveal?: true; json?: true }>()));
    });
  seeAlso(withExamples(explain, ['dsw env explain POSTGRES_DB', 'set where, overruled where']), 'env');
  const diff = env
    .command('diff')
    .summary('the variables that differ between two environments')
    .description('the variables that differ between two environments; of secrets only that they differ')
    .argument('<environment>')
    .argument('<other-environment>')
    .option('--json', 'print JSON on standard output')
    .action(async (first: string, second: string, _options: unknown, command: Command) => {
      const { diffVariables } = await import('./variables.js');
      exit(await diffVariables(face, first, second, command.optsWithGlobals<GlobalOptions & { json?: true }>()));
    });
  seeAlso(withExamples(diff, ['dsw env diff local feature-x', 'what is different there']), 'env');
}

function addConfiguration(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  const prepare = program
    .command('env-config-prepare')
    .summary('make the configuration, or bring it up to its templates')
    .description('make the configuration from templates, or bring it up to them; keeps your edits')
    .option('--template <template>', 'a folder below infra/configuration/, instead of the one named like the environment')
    .option('-y, --yes', 'change files without asking')
    .addOption(new Option('--dry-run', 'show what would change, and change nothing').conflicts('yes'))
    .option('--json', 'print JSON on standard output: a line each event, the last how it ended')
    .action(async (options: ChangeOptions & { json?: true; template?: string; yes?: true }) => {
      const { prepareConfiguration } = await import('./environments.js');
      exit(await prepareConfiguration(face, { ...globals(), ...options }));
    });
  withExamples(prepare, ['dsw env-config-prepare', 'shows what changes, and asks'], ['dsw env-config-prepare --dry-run', 'only shows']);
  seeAlso(prepare, 'env-config-restore', 'env-config-edit', 'env-create');
  const restore = program
    .command('env-config-restore')
    .summary('bring an earlier configuration back')
    .description('bring an earlier configuration back; what it replaces is kept')
    .option('--at <timestamp>', 'the one to bring back, a folder below env/backup/<environment>/config/, instead of the newest')
    .option('--dry-run', 'say which files would change, and change nothing')
    .option('--json', 'print JSON on standard output: a line each event, the last how it ended')
    .action(async (options: ChangeOptions & { json?: true; at?: string }) => {
      const { restoreConfiguration } = await import('./environments.js');
      exit(await restoreConfiguration(face, { ...globals(), ...options }));
    });
  withExamples(
    restore,
    ['dsw env-config-restore', 'as it was before the last change'],
    ['dsw env-config-restore --dry-run', 'which files that would be'],
  );
  seeAlso(restore, 'env-config-prepare');
  const edit = program
    .command('env-config-edit')
    .summary('edit the configuration of a component, or the project')
    .description('edit the configuration of a component, or env/project.env; only what is sound is saved')
    .argument('[component]')
    .option('--dry-run', 'say which file it would open, and open none')
    .action(async (component: string | undefined, options: ChangeOptions) => {
      const { editConfiguration } = await import('./editConfiguration.js');
      exit(await editConfiguration(face, component, { ...globals(), ...options }));
    });
  withExamples(
    edit,
    ['dsw env-config-edit timescale', 'in $VISUAL or $EDITOR'],
    ['dsw env-config-edit', 'env/project.env: profile, runtime, backups'],
  );
  seeAlso(edit, 'env', 'secrets-edit');
}

function addEnvironmentVerbs(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  const list = program
    .command('env-list')
    .summary('all environments: what is configured, runs, backed up')
    .description('all environments: templates, configuration, ports, backups, what runs')
    .option('--json', 'print JSON on standard output')
    .action(async (options: { json?: true }) => {
      const { listEnvironments } = await import('./environments.js');
      exit(await listEnvironments(face, { ...globals(), ...options }));
    });
  seeAlso(withExamples(list, ['dsw env-list', 'commands act on the one with the star']), 'env-use', 'env-create');
  const use = program
    .command('env-use')
    .summary('make an environment the one that commands act on')
    .description('make an environment the one that commands act on, in env/project.env')
    .argument('<environment>')
    .option('--dry-run', 'say what would change, and change nothing')
    .option('--json', 'print JSON on standard output: a line each event, the last how it ended')
    .action(async (name: string, options: ChangeOptions & { json?: true }) => {
      const { useEnvironment } = await import('./environments.js');
      exit(await useEnvironment(face, name, options));
    });
  seeAlso(withExamples(use, ['dsw env-use feature-x', 'until it is local again'], ['dsw env-use local', 'back']), 'env-list');
  const create = program
    .command('env-create')
    .description('make an environment: its configuration, from templates')
    .argument('<name>')
    .option('--from <template>', 'a folder below infra/configuration/, instead of the one named like the environment')
    .option('--dry-run', 'say which files would be made, and make none')
    .option('--json', 'print JSON on standard output: a line each event, the last how it ended')
    .action(async (name: string, options: ChangeOptions & { json?: true; from?: string }) => {
      const { createEnvironment } = await import('./environments.js');
      exit(await createEnvironment(face, name, { ...globals(), ...options }));
    });
  seeAlso(withExamples(create, ['dsw env-create feature-x --from local', 'then: dsw up --env feature-x']), 'env-use', 'env-remove');
  const remove = program
    .command('env-remove')
    .summary('remove an environment; keeps backups (asks)')
    .description('remove an environment in which nothing runs; keeps backups (asks)')
    .argument('<environment>')
    .option('-y, --yes', 'remove without asking')
    .option('--dry-run', 'list what would be removed, and remove nothing')
    .option('--json', 'print JSON on standard output: a line each event, the last how it ended')
    .action(async (name: string, options: ChangeOptions & { json?: true; yes?: true }) => {
      const { removeEnvironment } = await import('./environments.js');
      exit(await removeEnvironment(face, name, { ...globals(), ...options }));
    });
  withExamples(remove, ['dsw env-remove feature-x', 'lists what goes, and asks'], ['dsw env-remove feature-x --dry-run', 'only lists']);
  seeAlso(remove, 'down', 'purge');
}
