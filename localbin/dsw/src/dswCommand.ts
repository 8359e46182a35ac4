import { Command, type ErrorOptions, type HelpContext } from 'commander';

/** What people type who have come from other tools. */
const calledElsewhere: ReadonlyMap<string, string> = new Map([
  ['ps', 'status'],
  ['ls', 'status'],
  ['list', 'status, env-list or backup-list'],
  ['rm', 'purge or env-remove'],
  ['remove', 'purge or env-remove'],
  ['delete', 'purge or env-remove'],
  ['destroy', 'purge or env-remove'],
  ['run', 'exec or tools'],
  ['describe', 'env or status'],
  ['config', 'env or env-config-edit'],
]);

/** A command that answers a mistake on its line with what was wrong, what may have been meant, and where to read on. */
export class DswCommand extends Command {
  override createCommand(name?: string): Command {
    return new DswCommand(name);
  }

  /** Whoever types nothing but the name of the program asks for help, which is no mistake. */
  override help(): never {
    return super.help({ error: false });
  }

  /** Help on a command that there is not is no help. */
  override outputHelp(context?: HelpContext | ((text: string) => string)): void {
    const [word] = this.args;
    if (this.parent === null && word !== undefined && !word.startsWith('-') && commandNamed(this, [word]) === undefined) this.unknown(word);
    super.outputHelp(context as HelpContext);
  }

  /** Ends the line: there is no such command below this one. */
  unknown(word: string): never {
    this.args = [word];
    // Commander's own message, with its suggestion.
    (this as unknown as { unknownCommand(): void }).unknownCommand();
    throw new Error('an unknown command ends the line');
  }

  override error(message: string, options?: ErrorOptions): never {
    const [what = '', suggestion = ''] = message.split('\n');
    const elsewhere = this.parent === null ? calledElsewhere.get(/^error: unknown command '(.+)'$/.exec(what)?.[1] ?? '') : undefined;
    const meant = elsewhere ?? /^\(Did you mean (.+)\?\)$/.exec(suggestion)?.[1];
    const sentences = [meant === undefined ? '' : `Did you mean ${meant}?`, this.#remedy(what, options?.code)];
    super.error(`${what}\n  ${sentences.filter((sentence) => sentence !== '').join(' ')}`, options);
  }

  #remedy(what: string, code = ''): string {
    const name = fullName(this);
    switch (code) {
      case 'commander.unknownCommand':
        return `${name} --help lists the commands.`;
      case 'commander.unknownOption': {
        const misplaced = this.commands.some(({ options }) => options.some(({ long }) => long !== undefined && what.includes(`'${long}'`)));
        return misplaced ? `It belongs behind the command: dsw up ${/'(.+)'/.exec(what)?.[1] ?? ''}` : `${name} --help lists the options.`;
      }
      default:
        return `Usage: ${usageOf(this)}`;
    }
  }
}

/** Its name with those of the commands that it belongs to: `dsw env explain`. */
export function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

/** `dsw start [options] <components...>` */
export function usageOf(command: Command): string {
  return `${fullName(command)} ${command.usage()}`;
}

/** The command that all others belong to. */
export function programOf(command: Command): Command {
  return command.parent === null ? command : programOf(command.parent);
}

/** The command below `command` that `words` name. */
export function commandNamed(command: Command, words: readonly string[]): Command | undefined {
  return words.reduce<Command | undefined>(
    (found, word) => found?.commands.find((sub) => sub.name() === word || sub.aliases().includes(word)),
    command,
  );
}
