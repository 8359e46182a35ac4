import type { Command, Option } from 'commander';
import { commandNamed, fullName, programOf, usageOf } from '../dswCommand.js';
import { examplesOf, relatedTo, type Example } from '../examples.js';
import { exitStatuses } from '../exitStatuses.js';
import { globalGroup } from '../globalOptions.js';
import { surroundings } from '../surroundings.js';
import { bold, paragraph, section, subsection, tagged, text } from './roff.js';

/** The manual page, from the same tree of commands as help, for man(1). Pure. */
export function manualPage(program: Command, version: string): string {
  return [
    `.TH DSW 1 "" "dsw ${version}" "Dust-Workspace"`,
    section('name'),
    `dsw \\- ${text(program.description().replace(/\.$/, ''))}`,
    section('synopsis'),
    `${bold('dsw')} ${text(program.usage())}`,
    section('description'),
    text(
      'A workspace holds components: folders that say in a component.yaml what they are. dsw gives them the same verbs, starts things in the order in which they need each other, and keeps configuration, ports, data and backups of each environment apart. It is run anywhere in a workspace.',
    ),
    section('options'),
    ...optionsOf(program, () => true),
    section('commands'),
    ...groupsOf(program),
    section('examples'),
    ...examples(examplesOf(program)),
    section('exit status'),
    ...exitStatuses.flatMap(([status, meaning]) => tagged(bold(`${status}`), text(meaning))),
    section('environment'),
    text('What env/project.env says counts where the shell says nothing.'),
    ...surroundings.flatMap(([name, meaning]) => tagged(bold(name), text(meaning))),
    section('files'),
    ...files.flatMap(([name, meaning]) => tagged(name, text(meaning))),
    section('see also'),
    text('README.md, doc/command-line.md and doc/component.md of the workspace'),
    '',
  ].join('\n');
}

const files: readonly (readonly [name: string, meaning: string])[] = [
  ['env/project.env', 'settings of the workspace'],
  ['env/<environment>/<component>.env', 'the configuration of a component'],
  ['env/backup/<environment>/sets/', 'backup sets'],
  ['<component>/component.yaml', 'what a component is'],
  ['<component>/volumes/<environment>/', 'its data'],
];

function groupsOf(program: Command): string[] {
  const commands = program.createHelp().visibleCommands(program);
  const groups = new Set(commands.map((command) => command.helpGroup()));
  return [...groups].flatMap((group) => [
    subsection(group.replace(/:$/, '')),
    ...commands.filter((command) => command.helpGroup() === group).flatMap(commandEntry),
  ]);
}

function commandEntry(command: Command): string[] {
  const own = optionsOf(command, ({ helpGroupHeading, long }) => helpGroupHeading !== globalGroup && long !== '--help');
  const given = examplesOf(command);
  const related = relatedTo(command).filter((name) => commandNamed(programOf(command), [name]) !== undefined);
  const below = command.createHelp().visibleCommands(command);
  return [
    ...tagged(usageInBold(command), command.description().split('\n\n').map(text).join('\n.IP\n')),
    ...indented([
      ...command.registeredArguments.flatMap((argument) =>
        argument.description === '' ? [] : tagged(text(argument.name()), text(argument.description)),
      ),
      ...own,
      ...(given.length === 0 ? [] : ['.PP', text(given.length === 1 ? 'Example:' : 'Examples:'), ...examples(given)]),
      ...(related.length === 0 ? [] : [paragraph(`See also: ${related.map((name) => `dsw ${name}`).join(', ')}`)]),
    ]),
    ...below.flatMap(commandEntry),
  ];
}

function usageInBold(command: Command): string {
  return `${bold(fullName(command))}${text(usageOf(command).slice(fullName(command).length))}`;
}

function optionsOf(command: Command, isMeant: (option: Option) => boolean): string[] {
  const help = command.createHelp();
  return help
    .visibleOptions(command)
    .filter(isMeant)
    .flatMap((option) => tagged(bold(option.flags), text(help.optionDescription(option))));
}

function examples(given: readonly Example[]): string[] {
  return given.flatMap(([line, meaning]) => tagged(bold(line), text(meaning)));
}

function indented(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['.RS', ...lines, '.RE'];
}
