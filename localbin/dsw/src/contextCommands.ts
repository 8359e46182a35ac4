import type { Command } from 'commander';
import { seeAlso, withExamples } from './examples.js';
import type { Face } from './face.js';
import type { GlobalOptions } from './options.js';

/** The commands that work in the context of components: with their programs, variables, files and network. */
export function addContext(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  const execCommand = program
    .command('exec')
    .summary('run a command in the context of a component')
    .description('run a command in the context of a component, also while that does not run')
    .argument('<component>')
    .argument('<command...>')
    .passThroughOptions()
    .action(async (component: string, words: string[], options: GlobalOptions, own: Command) => {
      const [program, ...rest] = words[0] === '--' ? words.slice(1) : words;
      if (program === undefined) own.error("error: missing required argument 'command'");
      const { execute } = await import('./context.js');
      exit(await execute(face, component, [program, ...rest], { ...globals(), ...options }));
    });
  withExamples(
    execCommand,
    ['dsw exec timescale psql', 'with its programs, variables and network'],
    ["dsw exec timescale sh -c 'pg_dump metrics' > dump.sql", 'output is passed on byte by byte'],
  );
  seeAlso(execCommand, 'shell', 'tools', 'env');
  const shellCommand = program
    .command('shell')
    .summary('a shell in the context of a component')
    .description('a shell in the context of a component: bash where there is one, else sh')
    .argument('<component>')
    .action(async (component: string, options: GlobalOptions) => {
      const { shell } = await import('./context.js');
      exit(await shell(face, component, { ...globals(), ...options }));
    });
  seeAlso(withExamples(shellCommand, ['dsw shell timescale', 'the prompt says timescale@local']), 'exec');
  const testCommand = program
    .command('test')
    .summary('run the tests of a component, with what they need')
    .description('run the tests of a component in its context, with what they need brought up first')
    .argument('<component>')
    .argument('[arguments...]', 'for its test command')
    .option('--dry-run', 'print what would be brought up, and change nothing')
    .passThroughOptions()
    .action(async (component: string, words: string[], options: GlobalOptions & { dryRun?: true }) => {
      const { test } = await import('./test.js');
      exit(await test(face, component, words[0] === '--' ? words.slice(1) : words, { ...globals(), ...options }));
    });
  withExamples(
    testCommand,
    ['dsw test dust-front', 'all of them'],
    ['dsw test dust-front lib/api/auth.test.ts', 'what follows is for its test command'],
  );
  seeAlso(testCommand, 'exec');
  const forwardCommand = program
    .command('forward')
    .summary('pass well-known ports on to this environment')
    .description('pass the well-known ports of components on to this environment, for callbacks from outside, until Ctrl-C')
    .argument('[components...]')
    .option('--dry-run', 'print which ports those are, and listen at none')
    .action(async (components: string[], options: GlobalOptions & { dryRun?: true }) => {
      const { forward } = await import('./forward.js');
      exit(await forward(face, components, { ...globals(), ...options }));
    });
  withExamples(
    forwardCommand,
    ['dsw forward --env feature-x', 'localhost:3000 and the like lead there'],
    ['dsw forward timescale --dry-run', 'which ports that would be'],
  );
  seeAlso(forwardCommand, 'env-list', 'status');
}

/** Programs that need not be installed. */
export function addTools(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  const toolsCommand = program
    .command('tools')
    .summary('run psql, redis-cli, curl, jq in a container')
    .description('run psql, redis-cli, curl, jq … in a container on the network of the environment')
    .argument('<command...>')
    .option('-c, --component <component>', 'beside this component: at its address, with its variables')
    .passThroughOptions()
    .action(async ([program, ...words]: [string, ...string[]], options: { component?: string }) => {
      const { tools } = await import('./tools.js');
      exit(await tools(face, [program, ...words], { ...globals(), ...options }));
    });
  withExamples(
    toolsCommand,
    ['dsw tools -c timescale psql', 'at its address, with its variables'],
    ['curl -s https://example.org/data.json | dsw tools jq .', 'nothing need be installed'],
  );
  seeAlso(toolsCommand, 'exec');
}
