import { Argument, CommanderError } from 'commander';
import { commandNamed, type DswCommand } from './dswCommand.js';
import { seeAlso, withExamples } from './examples.js';
import { exitCodes, print, type Face } from './face.js';
import { ownVersion } from './ownVersion.js';

/** The commands that tell of the others: help, completion in shells, the manual, the version. */
export function addHelp(program: DswCommand, face: Face): void {
  const help = program
    .command('help')
    .description('show the help of a command')
    .argument('[command...]')
    .action((words: string[]) => {
      const found = commandNamed(program, words);
      if (found === undefined) return program.unknown(words.join(' '));
      found.outputHelp();
    });
  seeAlso(withExamples(help, ['dsw help up', 'the same as dsw up --help'], ['dsw help env explain', 'a command below another']), 'man');
  const completion = program
    .command('completion')
    .summary('print the completion of bash, zsh or fish')
    .description('print the completion of bash, zsh or fish, for the start-up file of the shell; localbin/install.sh installs it')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { completionScript } = await import('./complete/scripts.js');
      print(face.stdout, completionScript(shell));
    });
  withExamples(
    completion,
    ['source <(dsw completion bash)', 'in ~/.bashrc'],
    ['source <(dsw completion zsh)', 'in ~/.zshrc, behind compinit'],
    ['dsw completion fish > ~/.config/fish/completions/dsw.fish', 'once'],
  );
  const man = program
    .command('man')
    .description('print the manual page')
    .action(async () => {
      const { manualPage } = await import('./manual/manualPage.js');
      print(face.stdout, manualPage(program, ownVersion()));
    });
  seeAlso(withExamples(man, ['dsw man | man -l -', 'read it']), 'help');
  program.option('-V, --version', 'print the version').on('option:version', () => {
    print(face.stdout, `dsw ${ownVersion()}`);
    throw new CommanderError(exitCodes.ok, 'dsw.version', '');
  });
}
