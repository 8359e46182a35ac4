import { Option, type Command } from 'commander';
import { seeAlso, withExamples } from './examples.js';
import type { Face } from './face.js';

export interface AddOptions {
  readonly image?: string;
  readonly data?: string;
  readonly command?: string;
  readonly port?: readonly string[];
  readonly samePort?: true;
  readonly description?: string;
  readonly profile?: readonly string[];
  readonly needs?: readonly string[];
  readonly init?: string;
  readonly backup?: string;
  readonly restore?: string;
  readonly verify?: string;
  readonly language?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

/** The command that adds a component. */
export function addAdd(program: Command, face: Face, exit: (status: number) => void): void {
  const add = program
    .command('add')
    .summary('add a component: its folder, ready to be started')
    .description('add a component: a folder with manifest, compose file, hooks, documents and a test, and a template of its configuration')
    .argument('<place>', 'platform/<name> or application/<name>')
    .option('--image <image>', 'it runs as a container of this image')
    .option('--data <folder>', 'where the image keeps its data')
    .option('--command <line>', 'it runs as a process: a line of shell')
    .option('--port <port>', 'a port inside: 9092, or UI=8080; may be given several times', several)
    .option('--same-port', 'also ports that other components have')
    .option('--description <text>', 'one line for people')
    .option('--needs <component>', 'what must be there first: timescale, or timescale:initialised; may be given several times', several)
    .option('--init <line>', 'a line of shell that initialises it')
    .option('--backup <line>', 'a line of shell that writes its data to standard output')
    .option('--restore <line>', 'a line of shell that reads them from standard input')
    .option('--verify <line>', 'a line of shell that checks a backup on standard input')
    .addOption(new Option('--language <language>', 'what its hooks are written in').choices(['sh', 'ts']))
    .option('--profile <profile>', 'a profile that it belongs to; may be given several times', several)
    .option('--dry-run', 'list the files and write none')
    .option('--json', 'print JSON on standard output')
    .action(async (place: string, options: AddOptions) => {
      const { add } = await import('./add.js');
      exit(await add(face, place, options));
    });
  withExamples(
    add,
    ['dsw add platform/kafka --image apache/kafka:4.1.0 --port 9092', 'a container'],
    ["dsw add application/shop --command 'node server.js' --port 8080 --needs timescale", 'a process that needs a database'],
    ['dsw add platform/mysql --image mysql:9 --data /var/lib/mysql --port 3306 --dry-run', 'which files it would write'],
  );
  seeAlso(add, 'validate', 'start');
}

/** Each time it is given; commas divide, too. */
function several(text: string, before: readonly string[] = []): string[] {
  return [
    ...before,
    ...text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ];
}
