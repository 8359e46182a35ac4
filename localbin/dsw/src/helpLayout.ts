import { Help, type Command, type HelpConfiguration } from 'commander';
import { commandNamed, fullName, programOf, usageOf } from './dswCommand.js';
import { exitStatuses } from './exitStatuses.js';
import { examplesOf, relatedTo, type Example } from './examples.js';

/** Widest command line of an example that has its meaning beside it. */
const widestBeside = 46;

/** How help looks: lists by group, then examples and what to read next. */
export const helpLayout: HelpConfiguration = {
  styleTitle: (text) => `\u001b[1m${text}\u001b[22m`,
  subcommandTerm: (command) => command.name(),
  commandUsage: usageOf,
  commandDescription: (command) => command.description().replace(/^[a-z]/, (letter) => letter.toUpperCase()),
  optionDescription: (option) => withoutQuotes(Help.prototype.optionDescription.call(Help.prototype, option)),
  argumentDescription: (argument) => withoutQuotes(Help.prototype.argumentDescription.call(Help.prototype, argument)),
  formatHelp: (command, help) => {
    const lists = Help.prototype.formatHelp.call(help, command, help).trimEnd();
    const ends = command.parent === null ? endsOfProgram(command, help) : endsOfCommand(command, help);
    return `${[lists, ...ends].join('\n\n')}\n`;
  },
};

function withoutQuotes(described: string): string {
  return described.replaceAll(/"([\w-]*)"/g, '$1');
}

function endsOfCommand(command: Command, help: Help): string[] {
  const related = relatedTo(command).filter((name) => commandNamed(programOf(command), [name]) !== undefined);
  return [
    ...section('Examples:', renderExamples(examplesOf(command), help), help),
    ...(related.length === 0 ? [] : [wrapped(`See also: ${related.map((name) => `dsw ${name}`).join(', ')}`, help)]),
  ];
}

function endsOfProgram(program: Command, help: Help): string[] {
  const more = [
    `${fullName(program)} <command> --help shows its options and examples; ${fullName(program)} man is the manual,`,
    'doc/command-line.md the same with all that is behind it.',
  ].join(' ');
  return [
    ...section('Examples:', renderExamples(examplesOf(program), help), help),
    ...section('Exit codes:', [wrapped(exitStatuses.map(([status, , short]) => `${status} ${short}`).join(', '), help, 2)], help),
    wrapped(more, help),
  ];
}

function section(title: string, lines: readonly string[], help: Help): string[] {
  return lines.length === 0 ? [] : [[help.styleTitle(title), ...lines].join('\n')];
}

function renderExamples(examples: readonly Example[], help: Help): string[] {
  const beside = examples.filter(([line]) => line.length <= widestBeside);
  const width = Math.max(0, ...beside.map(([line]) => line.length));
  return examples.map(([line, meaning]) => {
    if (line.length <= widestBeside) return help.formatItem(line, width, meaning, help);
    return `${brokenWhereAShellAllows(line, (help.helpWidth ?? 80) - 2)}\n${wrapped(meaning, help, 6)}`;
  });
}

/** The same command line over several lines. */
function brokenWhereAShellAllows(line: string, width: number): string {
  const lines = line.split(' ').reduce<string[]>((broken, word) => {
    const last = broken.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    return last === undefined || longer.length <= width - 2 ? [...broken.slice(0, -1), longer] : [...broken, `  ${word}`];
  }, []);
  return line.length <= width ? `  ${line}` : lines.map((part) => `  ${part}`).join(' \\\n');
}

function wrapped(text: string, help: Help, indent = 0): string {
  const space = ' '.repeat(indent);
  return help
    .boxWrap(text, (help.helpWidth ?? 80) - indent)
    .split('\n')
    .map((line) => `${space}${line}`)
    .join('\n');
}
