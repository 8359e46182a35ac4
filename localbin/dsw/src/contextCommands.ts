import type { Command } from 'commander';
import type { Face } from './face.js';
import type { GlobalOptions } from './options.js';

/** The commands that work in the context of components: with their programs, variables, files and network. */
export function addContext(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  program
    .command('exec')
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
  program
    .command('shell')
    .description('a shell in the context of a component: bash where there is one, else sh')
    .argument('<component>')
    .action(async (component: string, options: GlobalOptions) => {
      const { shell } = await import('./context.js');
      exit(await shell(face, component, { ...globals(), ...options }));
    });
  program
    .command('test')
    .description('run the tests of a component in its context, with what they need brought up first')
    .argument('<component>')
    .argument('[arguments...]', 'for its test command')
    .option('--dry-run', 'print what would be brought up, and change nothing')
    .passThroughOptions()
    .action(async (component: string, words: string[], options: GlobalOptions & { dryRun?: true }) => {
      const { test } = await import('./test.js');
      exit(await test(face, component, words[0] === '--' ? words.slice(1) : words, { ...globals(), ...options }));
    });
  program
    .command('forward')
    .description('pass the well-known ports of components on to this environment, for callbacks from outside, until Ctrl-C')
    .argument('[components...]')
    .option('--dry-run', 'print which ports those are, and listen at none')
    .action(async (components: string[], options: GlobalOptions & { dryRun?: true }) => {
      const { forward } = await import('./forward.js');
      exit(await forward(face, components, { ...globals(), ...options }));
    });
}
