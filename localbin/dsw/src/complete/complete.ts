import type { Argument, Command, Option } from 'commander';
import type { Face } from '../face.js';
import { findRoot } from '../findRoot.js';
import { parseTyped, type Typed } from './parseTyped.js';
import { valuesOf, type Candidate } from './values.js';

/** Told instead of candidates where the shell knows better: files, and programs. */
export const filesLine = ':files';

/**
 * What may stand in place of the last of `words`, which are those behind `dsw`, as lines of `value` or `value<tab>description`. From the same tree of
 * commands as help. Never fails: where anything is odd there is nothing to offer.
 */
export function complete(program: Command, words: readonly string[], face: Pick<Face, 'cwd' | 'processEnv'>): string[] {
  try {
    const typed = parseTyped(program, words);
    const candidates = offered(typed, face);
    if (candidates === 'files') return [filesLine];
    const { prefix, current } = typed;
    return candidates.filter(({ value }) => value.startsWith(current)).map((candidate) => lineOf(prefix, candidate));
  } catch {
    return [];
  }
}

function offered(typed: Typed, face: Pick<Face, 'cwd' | 'processEnv'>): readonly Candidate[] | 'files' {
  const { command, current, pending, dashes, positionals } = typed;
  if (pending !== undefined) return fromWorld(pending.argChoices, placeholderOf(pending.flags), typed, face);
  if (current.startsWith('-') && !dashes) return optionsOf(typed);
  const argument = argumentAt(command, positionals.length);
  const below = positionals.length === 0 ? command.createHelp().visibleCommands(command).map(candidateOf) : [];
  if (command.name() === 'help') return commandsBelow(typed);
  if (argument === undefined) return below;
  const values = fromWorld(argument.argChoices, argument.name(), typed, face);
  return values === 'files' ? values : [...below, ...values];
}

function fromWorld(
  choices: readonly string[] | undefined,
  kind: string,
  { options, positionals, command }: Typed,
  { cwd, processEnv }: Pick<Face, 'cwd' | 'processEnv'>,
): readonly Candidate[] | 'files' {
  if (choices !== undefined) return choices.map((value) => ({ value }));
  if (kind === 'command' || kind === 'arguments' || kind === 'file') return 'files';
  const root = findRoot(cwd);
  if (root === undefined) return [];
  const environment = options.get('env');
  const component = command.registeredArguments[0]?.name() === 'component' ? positionals[0] : undefined;
  const found = valuesOf(kind, { root, processEnv, environment, component });
  return found.filter(({ value }) => kind === 'environment' || !positionals.includes(value));
}

/** What a word between angle brackets stands for: `--set <set>`. */
function placeholderOf(flags: string): string {
  return /[<[]([\w-]+)/.exec(flags)?.[1] ?? '';
}

function argumentAt({ registeredArguments }: Command, index: number): Argument | undefined {
  const last = registeredArguments.at(-1);
  return registeredArguments[index] ?? (last?.variadic === true ? last : undefined);
}

function optionsOf({ command, used, positionals }: Typed): Candidate[] {
  // What follows the command that a component is to run belongs to that command.
  if (positionals.length > 0 && command.registeredArguments.some((argument) => argument.name() === 'command')) return [];
  const options = command.createHelp().visibleOptions(command);
  return options.filter((option) => option.variadic || !isUsed(option, used)).map(candidateOfOption);
}

function isUsed({ long, short }: Option, used: ReadonlySet<string>): boolean {
  return [long, short].some((name) => name !== undefined && used.has(name));
}

function candidateOfOption({ long, short, description }: Option): Candidate {
  return { value: long ?? short ?? '', description };
}

function candidateOf(command: Command): Candidate {
  return { value: command.name(), description: command.summary() === '' ? command.description() : command.summary() };
}

/** The commands that `help` can be asked of. */
function commandsBelow({ command, positionals }: Typed): Candidate[] {
  const named = positionals.reduce<Command | null | undefined>(
    (found, word) => found?.commands.find((sub) => sub.name() === word),
    command.parent,
  );
  return named === null || named === undefined ? [] : named.createHelp().visibleCommands(named).map(candidateOf);
}

function lineOf(prefix: string, { value, description = '' }: Candidate): string {
  const text = description.split('\n')[0]?.replaceAll('\t', ' ') ?? '';
  return text === '' ? `${prefix}${value}` : `${prefix}${value}\t${text}`;
}
