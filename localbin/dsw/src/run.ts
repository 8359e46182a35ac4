import { CommanderError, type Command, type OutputConfiguration } from 'commander';
import { addAdd } from './addCommands.js';
import { addBackups } from './backupCommands.js';
import { addConsole } from './consoleCommands.js';
import { addContext, addTools } from './contextCommands.js';
import { addDoctor } from './doctorCommands.js';
import { DswCommand } from './dswCommand.js';
import { addEnvironments } from './environmentCommands.js';
import { withExamples } from './examples.js';
import { exitCodes, print, type Face } from './face.js';
import { addGlobalOptions } from './globalOptions.js';
import { addHelp } from './helpCommands.js';
import { helpLayout } from './helpLayout.js';
import { addHostClean } from './hostCleanCommands.js';
import { addHost } from './hostCommands.js';
import { refuseUnknownEnvironment } from './knownEnvironment.js';
import type { GlobalOptions } from './options.js';
import { addReaders } from './readCommands.js';
import { addScreens } from './screenCommands.js';
import { addSecrets } from './secretsCommands.js';
import { addBackupVerbs, addLifecycle } from './verbCommands.js';

/** The word by which the scripts of shells ask what may come next. The words behind it are those of an unfinished line, and not parsed as this one. */
const completing = '__complete';

/** Runs one command line and returns its exit status. */
export async function run(face: Face): Promise<number> {
  let status: number = exitCodes.ok;
  const program = commandLine(face, (code) => (status = code));
  if (face.argv[0] === completing) {
    const { complete } = await import('./complete/complete.js');
    print(face.stdout, complete(program, face.argv.slice(1), face).join('\n'));
    return status;
  }
  try {
    await program.parseAsync([...face.argv], { from: 'user' });
    return status;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitCodes.ok;
    return error.exitCode === exitCodes.failed && error.code.startsWith('commander.') ? exitCodes.usage : error.exitCode;
  }
}

/** The tree of all commands. What an action ends with is told to `exit`. */
export function commandLine(face: Face, exit: (status: number) => void): Command {
  const program = new DswCommand('dsw');
  program
    .description('Components, their lifecycle, environments and backups, on your own machine.')
    .usage('[options] <command>')
    // What follows the command of dsw tools belongs to that; the other commands know these options, too.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput(outputOf(face))
    .configureHelp(helpLayout)
    .helpCommand(false)
    .helpOption('-h, --help', 'show help, and examples');
  const globals = (): GlobalOptions => program.opts<GlobalOptions>();
  program.commandsGroup('Lifecycle:');
  addLifecycle(program, face, globals, exit);
  program.commandsGroup('Backups:');
  addBackupVerbs(program, face, globals, exit);
  addBackups(program, face, globals, exit);
  program.commandsGroup('Looking and asking:');
  addReaders(program, face, globals, exit);
  addScreens(program, face, globals, exit);
  addConsole(program, face, globals, exit);
  addTools(program, face, globals, exit);
  addContext(program, face, globals, exit);
  program.commandsGroup('This machine and the sources on it:');
  addHost(program, face, globals, exit);
  addDoctor(program, face, globals, exit);
  addHostClean(program, face, globals, exit);
  program.commandsGroup('Components:');
  addAdd(program, face, exit);
  program.commandsGroup('Environments:');
  addEnvironments(program, face, globals, exit);
  program.commandsGroup('Secrets in git:');
  addSecrets(program, face, globals, exit);
  program.commandsGroup('Help:');
  addHelp(program, face);
  addGlobalOptions(program);
  withExamples(
    program,
    ['dsw up', 'start the profile, with what it needs'],
    ['dsw status', 'what runs, where, and how old backups are'],
    ['dsw logs -f timescale', 'follow the output of a component'],
    ['dsw backup && dsw drill', 'a backup, and the proof that it restores'],
    ['dsw up --env feature-x --dry-run', 'what it would do in another environment'],
    ['dsw down', 'stop everything'],
  );
  return program.hook('preAction', (_, command) => refuseUnknownEnvironment(face, command));
}

function outputOf({ stdout, stderr, processEnv }: Face): OutputConfiguration {
  const colours = (stream: NodeJS.WriteStream): boolean =>
    stream.isTTY && (processEnv['NO_COLOR'] ?? '') === '' && processEnv['TERM'] !== 'dumb';
  const width = (stream: NodeJS.WriteStream): number => (stream.isTTY ? stream.columns : Number(processEnv['COLUMNS'])) || 80;
  return {
    writeOut: (text) => print(stdout, text),
    writeErr: (text) => print(stderr, text),
    getOutHasColors: () => colours(stdout),
    getErrHasColors: () => colours(stderr),
    getOutHelpWidth: () => width(stdout),
    getErrHelpWidth: () => width(stderr),
  };
}
