import type { Command } from 'commander';

/** Every command that help shows, and those below it. */
export function allCommands(command: Command): Command[] {
  const below = command.createHelp().visibleCommands(command);
  return below.flatMap((sub) => [sub, ...allCommands(sub)]);
}
