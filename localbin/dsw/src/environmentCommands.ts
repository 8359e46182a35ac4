import { Option, type Command } from 'commander';
import type { Face } from './face.js';
import type { GlobalOptions } from './options.js';

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
    .description('the variables of a component, and where each value comes from')
    .argument('<component>')
    .addOption(new Option('--format <format>', 'how to print them').choices(['table', 'dotenv', 'json', 'shell']).default('table'))
    .option('--reveal', 'print secrets as they are')
    .action(async (component: string, options: { format: string; reveal?: true }, command: Command) => {
      const { variables } = await import('./variables.js');
      exit(await variables(face, component, { ...command.optsWithGlobals<GlobalOptions>(), ...options }));
    });
  const explain = env
    .command('explain')
    .description('one variable in every component that has it: declared how, set where, overruled where, referring to what')
    .argument('<variable>')
    .option('--reveal', 'print secrets as they are')
    .action(async (variable: string, _options: unknown, command: Command) => {
      const { explainVariable } = await import('./variables.js');
      exit(await explainVariable(face, variable, command.optsWithGlobals<GlobalOptions & { reveal?: true }>()));
    });
  const diff = env
    .command('diff')
    .description('the variables that differ between two environments; of secrets only that they differ')
    .argument('<first>')
    .argument('<second>')
    .option('--json', 'print JSON on standard output')
    .action(async (first: string, second: string, _options: unknown, command: Command) => {
      const { diffVariables } = await import('./variables.js');
      exit(await diffVariables(face, first, second, command.optsWithGlobals<GlobalOptions & { json?: true }>()));
    });
  explain.option('--env <name>', 'in this environment instead of DSW_DEPLOY_ENV');
  for (const command of [explain, diff]) command.option('--runtime <name>', 'auto, compose or process, instead of DSW_RUNTIME');
}

function addConfiguration(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  program
    .command('env-config-prepare')
    .description('make the configuration from templates, or bring it up to them; keeps your edits')
    .option('--template <name>', 'a folder below infra/configuration/, instead of the one named like the environment')
    .option('-y, --yes', 'change files without asking')
    .action(async (options: { template?: string; yes?: true }) => {
      const { prepareConfiguration } = await import('./environments.js');
      exit(await prepareConfiguration(face, { ...globals(), ...options }));
    });
  program
    .command('env-config-restore')
    .description('bring an earlier configuration back; what it replaces is kept')
    .option('--at <timestamp>', 'the one to bring back, a folder below env/backup/<environment>/config/, instead of the newest')
    .action(async (options: { at?: string }) => {
      const { restoreConfiguration } = await import('./environments.js');
      exit(await restoreConfiguration(face, { ...globals(), ...options }));
    });
  program
    .command('env-config-edit')
    .description('edit the configuration of a component, or env/project.env; only what is sound is saved')
    .argument('[component]')
    .action(async (component: string | undefined, options: GlobalOptions) => {
      const { editConfiguration } = await import('./editConfiguration.js');
      exit(await editConfiguration(face, component, { ...globals(), ...options }));
    });
}

function addEnvironmentVerbs(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  program
    .command('env-list')
    .description('all environments: templates, configuration, ports, backups, what runs')
    .option('--json', 'print JSON on standard output')
    .action(async (options: { json?: true }) => {
      const { listEnvironments } = await import('./environments.js');
      exit(await listEnvironments(face, { ...globals(), ...options }));
    });
  program
    .command('env-use')
    .description('make an environment the one that commands act on, in env/project.env')
    .argument('<name>')
    .action(async (name: string) => {
      const { useEnvironment } = await import('./environments.js');
      exit(await useEnvironment(face, name));
    });
  program
    .command('env-create')
    .description('make an environment: its configuration, from templates')
    .argument('<name>')
    .option('--from <template>', 'a folder below infra/configuration/, instead of the one named like the environment')
    .action(async (name: string, options: { from?: string }) => {
      const { createEnvironment } = await import('./environments.js');
      exit(await createEnvironment(face, name, { ...globals(), ...options }));
    });
  program
    .command('env-remove')
    .description('remove an environment in which nothing runs; keeps backups (asks)')
    .argument('<name>')
    .option('-y, --yes', 'remove without asking')
    .action(async (name: string, options: { yes?: true }) => {
      const { removeEnvironment } = await import('./environments.js');
      exit(await removeEnvironment(face, name, { ...globals(), ...options }));
    });
}
