import { CommanderError, type Command } from 'commander';
import { exitCodes, type Face } from './face.js';
import { findRoot } from './findRoot.js';
import type { GlobalOptions } from './options.js';

/** Commands that make an environment which is not there yet, or which judge its name themselves. */
const making = new Set(
  'bootstrap up prep start restart init rebase restore host-init env-config-prepare env-create env-use env-remove schedule-run'.split(' '),
);

/** Ends the command where `--env` names an environment that there is not, which is more often a slip than a wish. */
export async function refuseUnknownEnvironment(face: Face, command: Command): Promise<void> {
  const { env } = command.optsWithGlobals<GlobalOptions>();
  const root = env === undefined ? undefined : findRoot(face.cwd);
  if (env === undefined || root === undefined || making.has(command.name()) || command.name().startsWith('secrets-')) return;
  const { checkEnvironmentName, knownEnvironments, unknownEnvironment } = await import('@dust-workspace/environment');
  const known = knownEnvironments(root).map(({ name }) => name);
  // One that is to be, and one whose name makes no sense, is told by the command.
  if (known.includes(env) || env === 'local' || !checkEnvironmentName(env).ok) return;
  const { printDiagnostics } = await import('./open.js');
  printDiagnostics(face, [unknownEnvironment(env, known)]);
  throw new CommanderError(exitCodes.failed, 'dsw.unknownEnvironment', '');
}
