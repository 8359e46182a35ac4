import type { Command } from 'commander';
import type { ConsoleOptions } from './console.js';
import { seeAlso, withExamples } from './examples.js';
import type { Face } from './face.js';
import type { GlobalOptions } from './options.js';

/** The web page. */
export function addConsole(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  const command = program
    .command('console')
    .summary('open the web page of the environment')
    .description(
      'open the web page of the environment in a browser, with what it needs to change anything; starts it where it does not run',
    )
    .option('--url', 'print the address with the token instead of opening it')
    .option('--json', 'print the address with the token as JSON')
    .action(async (options: Pick<ConsoleOptions, 'url' | 'json'>) => {
      const { openConsole } = await import('./console.js');
      exit(await openConsole(face, { ...globals(), ...options }));
    });
  withExamples(
    command,
    ['dsw console', 'open it in a browser'],
    ['dsw console --url', 'the address, for a browser elsewhere: it holds the token'],
    ['BROWSER=firefox dsw console', 'in a browser of your choice'],
  );
  seeAlso(command, 'status', 'watch', 'logs');
}
