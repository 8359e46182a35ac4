import { InvalidArgumentError, Option, type Command } from 'commander';

/** The heading of these options in help. */
export const globalGroup = 'For every command:';

/** Gives a command the options that every command has, before its name and behind it. */
export function addGlobalOptions(command: Command): void {
  const taken = new Set(command.options.map(({ long }) => long));
  for (const option of globalOptions()) if (!taken.has(option.long)) command.addOption(option);
  for (const sub of command.commands) addGlobalOptions(sub);
}

function globalOptions(): Option[] {
  return [
    new Option('--env <environment>', 'act on this environment, not DSW_DEPLOY_ENV'),
    new Option('--runtime <runtime>', 'in place of DSW_RUNTIME').choices(['auto', 'compose', 'process']),
    new Option('--profile <profile>', 'the components of this profile, not DSW_PROFILE'),
    new Option('--parallel <n>', 'how many operations run at once, at most').argParser(atLeastOne),
  ].map((option) => option.helpGroup(globalGroup));
}

function atLeastOne(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a number, 1 or more.');
  return Number(text);
}
