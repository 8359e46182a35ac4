import type { Command, Option } from 'commander';

/** A command line as far as it is typed. */
export interface Typed {
  /** The command that the line has come to. */
  readonly command: Command;
  /** Arguments of that command. */
  readonly positionals: readonly string[];
  /** Values of options, by the name of the option. */
  readonly options: ReadonlyMap<string, string>;
  /** Options that are there already, as they were typed. */
  readonly used: ReadonlySet<string>;
  /** The option whose value is being typed. */
  readonly pending: Option | undefined;
  /** Whether there was a `--`, behind which nothing is an option. */
  readonly dashes: boolean;
  /** What is being typed; with `--env=lo` the `lo`. */
  readonly current: string;
  /** What stands before that in the same word. */
  readonly prefix: string;
}

/** Reads the words behind `dsw`, of which the last is being typed. Makes the best of what is wrong. Pure. */
export function parseTyped(program: Command, words: readonly string[]): Typed {
  let command = program;
  let positionals: string[] = [];
  let pending: Option | undefined;
  let dashes = false;
  const options = new Map<string, string>();
  const used = new Set<string>();
  const joined = joinEquals(words);
  for (const word of joined.slice(0, -1)) {
    if (pending !== undefined && !(pending.variadic && word.startsWith('-'))) {
      options.set(pending.name(), word);
      if (!pending.variadic) pending = undefined;
      continue;
    }
    pending = undefined;
    if (dashes || !word.startsWith('-') || word === '-') {
      const sub = positionals.length === 0 && !dashes ? command.commands.find((one) => one.name() === word) : undefined;
      if (sub === undefined) positionals.push(word);
      else [command, positionals] = [sub, []];
    } else if (word === '--') dashes = true;
    else {
      const [name, value] = split(word);
      const option = optionNamed(command, name);
      used.add(name);
      if (option !== undefined && value !== undefined) options.set(option.name(), value);
      else if (option?.required === true) pending = option;
    }
  }
  const last = joined.at(-1) ?? '';
  const [name, value] = split(last);
  const option = pending === undefined && !dashes && value !== undefined ? optionNamed(command, name) : pending;
  const isInline = option !== undefined && option !== pending;
  const typing = option?.variadic === true && last.startsWith('-') ? undefined : option;
  return {
    command,
    positionals,
    options,
    used,
    dashes,
    pending: typing,
    current: isInline ? (value ?? '') : last,
    prefix: isInline ? `${name}=` : '',
  };
}

/** Bash takes an equals sign for a word of its own. It leaves what stands before it alone, so that only the value is asked for. */
function joinEquals(words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    if (word !== '=') return [word];
    return index === words.length - 1 ? [''] : [];
  });
}

function split(word: string): [string, string | undefined] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

function optionNamed(command: Command, name: string): Option | undefined {
  return command.options.find(({ long, short }) => long === name || short === name);
}
