import type { Command } from 'commander';

/** A command line as somebody would type it, and what it is for. */
export type Example = readonly [line: string, meaning: string];

const byCommand = new WeakMap<Command, readonly Example[]>();
const related = new WeakMap<Command, readonly string[]>();

/** Gives a command examples, which its help and the manual page show. */
export function withExamples(command: Command, ...examples: readonly Example[]): Command {
  byCommand.set(command, examples);
  return command;
}

export function examplesOf(command: Command): readonly Example[] {
  return byCommand.get(command) ?? [];
}

/** Names commands that somebody who reads the help of this one may look for. */
export function seeAlso(command: Command, ...names: readonly string[]): Command {
  related.set(command, names);
  return command;
}

export function relatedTo(command: Command): readonly string[] {
  return related.get(command) ?? [];
}
