import type { ExecResult } from '@dust-workspace/component';
import type { CommandOptions, Instance } from '../runtime.js';
import { findMarked } from './family.js';
import { processTable } from './processTable.js';
import { runCommand } from './runCommand.js';
import type { CommandRequest } from './runningCommand.js';
import { secondLookAt, type SecondLook } from './secondLook.js';
import { findSetpriv } from './setpriv.js';
import { signalMember } from './signals.js';
import { surroundingsOf, type Obstacle } from './surroundings.js';
import type { Invoker } from './user.js';
import { runnerVariable } from './variables.js';

let commands = 0;

/** Runs a command beside the main process of an instance: same user, context, folder and variables. */
export async function execute(
  instance: Instance,
  command: readonly [string, ...string[]],
  options: CommandOptions,
  invoker: Invoker,
): Promise<ExecResult> {
  const request = await commandOf(instance, command, options.env, invoker);
  return 'exitCode' in request ? notRun(request) : runCommand(request, options);
}

/** What a command in the context of an instance comes to here, or what it cannot run for. */
export async function commandOf(
  instance: Instance,
  command: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> | undefined,
  invoker: Invoker,
): Promise<CommandRequest | Obstacle> {
  const found = await surroundingsOf(instance, command, invoker);
  if (!found.ok) return { exitCode: 126, message: found.diagnostics.map(({ message }) => message).join('\n') };
  const { runAs, variables, obstacle, command: whole } = found.value;
  if (obstacle !== undefined) return obstacle;

  const runner = `${process.pid}:${processTable().starts([process.pid]).get(process.pid) ?? ''}:${(commands += 1)}`;
  const setpriv = runAs.kind === 'dropped' ? runAs.setpriv : await setprivAlone(invoker);
  return {
    // It ends with its runner, also when that is killed.
    command: setpriv === undefined ? whole : [setpriv[0], ...setpriv.slice(1), '--pdeathsig=TERM', '--', ...whole],
    directory: instance.component.directory,
    variables: { ...variables, ...env, [runnerVariable]: runner },
    endStragglers: () => endWithVariable(`${runnerVariable}=${runner}`, secondLookAt(instance, invoker)),
  };
}

function notRun({ exitCode, message }: Obstacle): ExecResult {
  return { exitCode, signal: null, stdout: '', stderr: `${message}\n` };
}

async function setprivAlone(invoker: Invoker): Promise<readonly [string] | undefined> {
  const setpriv = await findSetpriv(invoker.env['PATH']);
  return setpriv === undefined ? undefined : [setpriv];
}

async function endWithVariable(assignment: string, secondLook: SecondLook): Promise<void> {
  const stragglers = await findMarked(
    processTable(),
    () => true,
    (marks) => marks.carries(assignment),
    secondLook,
  );
  for (const member of stragglers) signalMember(member, 'SIGKILL');
}
