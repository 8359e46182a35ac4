import { InvalidArgumentError, type Command } from 'commander';
import { seeAlso, withExamples } from './examples.js';
import type { Face } from './face.js';
import type { LogsOptions } from './logs.js';
import type { GlobalOptions } from './options.js';

/** The commands that look at components and change nothing. */
export function addReaders(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  const statusCommand = program
    .command('status')
    .description('the state of every component')
    .argument('[components...]')
    .option('-a, --all', 'a row also for each component of which there is nothing here')
    .option('--json', 'print JSON on standard output')
    .action(async (components: string[], options: { all?: true; json?: true }) => {
      const { status } = await import('./read.js');
      exit(await status(face, components, { ...globals(), ...options }));
    });
  withExamples(
    statusCommand,
    ['dsw status', 'the whole environment'],
    ['dsw status timescale', 'one component'],
    ['dsw status --profile dust', 'what belongs to a profile'],
    ['dsw status --json | jq -r .components[].state', 'for other programs'],
  );
  seeAlso(statusCommand, 'watch', 'logs', 'doctor');
  const logsCommand = program
    .command('logs')
    .summary('the output of components, or of all together')
    .description('the output of components, or of all together, by the times of its lines')
    .argument('[components...]')
    .option('-f, --follow', 'go on with new lines')
    .option('-n, --tail <lines>', 'how many lines from the end of each', lineCount)
    .option('--since <time>', 'what was said since then: 10m, 10:30, 2026-11-22T10:30')
    .option('--grep <regex>', 'only lines that match a regular expression')
    .option('--raw', 'leave lines of JSON as they are, instead of making them readable')
    .option('--json', 'print each line as JSON, with its component and its time')
    .action(async (components: string[], options: Omit<LogsOptions, keyof GlobalOptions>) => {
      const { logs } = await import('./logs.js');
      exit(await logs(face, components, { ...globals(), ...options }));
    });
  withExamples(
    logsCommand,
    ['dsw logs -f', 'all together, as they come'],
    ['dsw logs timescale console -n 50', 'the last lines of two components'],
    ['dsw logs --since 10m --grep "error|fatal"', 'what went wrong of late'],
  );
  seeAlso(logsCommand, 'status', 'watch');
  const validateCommand = program
    .command('validate')
    .description('check the manifests of components, or of all')
    .argument('[components...]')
    .option('--json', 'print JSON on standard output')
    .action(async (components: string[], options: GlobalOptions & { json?: true }) => {
      const { validate } = await import('./validate.js');
      exit(await validate(face, components, { ...globals(), ...options }));
    });
  seeAlso(
    withExamples(validateCommand, ['dsw validate', 'all of them'], ['dsw validate timescale', 'one component']),
    'secrets-check',
    'doctor',
  );
}

function lineCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a number of lines.');
  return Number(text);
}
