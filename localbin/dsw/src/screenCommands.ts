import { Option, type Command } from 'commander';
import { seeAlso, withExamples } from './examples.js';
import type { Face } from './face.js';
import type { GraphOptions } from './graph.js';
import type { GlobalOptions } from './options.js';

/** What is looked at for longer, and what is drawn. */
export function addScreens(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  const watchCommand = program
    .command('watch')
    .summary('the state of every component, live')
    .description(
      'the state of every component, live: on a screen of its own, which q or Ctrl-C leaves; without a terminal, a line for each change',
    )
    .argument('[components...]')
    .option('--json', 'print each change as a line of JSON')
    .action(async (components: string[], options: { json?: true }) => {
      const { watch } = await import('./watch.js');
      exit(await watch(face, components, { ...globals(), ...options }));
    });
  withExamples(
    watchCommand,
    ['dsw watch', 'the whole environment'],
    ['dsw watch timescale console', 'two components'],
    ['dsw watch --json | jq -c [.component.name,.component.state]', 'for other programs'],
  );
  seeAlso(watchCommand, 'status', 'logs');
  const graphCommand = program
    .command('graph')
    .summary('which components need which, in the order of starting')
    .description('which components need which, and the order in which they start; nx graph shows all projects of the workspace')
    .argument('[components...]')
    .addOption(new Option('--format <format>', 'how to draw it').choices(['text', 'mermaid', 'json']).default('text'))
    .option('--json', 'the same as --format json')
    .option('--state', 'say the state of each, and colour it')
    .action(async (components: string[], options: Pick<GraphOptions, 'format' | 'json' | 'state'>) => {
      const { graph } = await import('./graph.js');
      exit(await graph(face, components, { ...globals(), ...options }));
    });
  withExamples(
    graphCommand,
    ['dsw graph', 'all components'],
    ['dsw graph console --state', 'what console needs, and how that is'],
    ['dsw graph --format mermaid', 'for a page that draws Mermaid'],
  );
  seeAlso(graphCommand, 'status', 'up');
}
