import type { ExecOptions, ExecResult } from '@dust-workspace/component';
import type { Instance } from '../runtime.js';
import { findMarked } from './family.js';
import { processTable } from './processTable.js';
import { runCommand } from './runCommand.js';
import { secondLookAt, type SecondLook } from './secondLook.js';
import { findSetpriv } from './setpriv.js';
import { signalMember } from './signals.js';
import { surroundingsOf } from './surroundings.js';
import type { Invoker } from './user.js';
import { runnerVariable } from './variables.js';

let commands = 0;

/** Runs a command beside the main process of an instance: same user, context, folder and variables. */
export async function execute(
  instance: Instance,
  command: readonly [string, ...string[]],
  options: ExecOptions & { readonly signal: AbortSignal },
  invoker: Invoker,
): Promise<ExecResult> {
  const found = await surroundingsOf(instance, command, invoker);
  if (!found.ok)
    return { exitCode: 126, signal: null, stdout: '', stderr: found.diagnostics.map(({ message }) => `${message}\n`).join('') };
  const { runAs, variables, obstacle, command: whole } = found.value;
  if (obstacle !== undefined) return { exitCode: obstacle.exitCode, signal: null, stdout: '', stderr: `${obstacle.message}\n` };

  const runner = `${process.pid}:${processTable().starts([process.pid]).get(process.pid) ?? ''}:${(commands += 1)}`;
  const setpriv = runAs.kind === 'dropped' ? runAs.setpriv : await setprivAlone(invoker);
  return runCommand(
    {
      // It ends with its runner, also when that is killed.
      command: setpriv === undefined ? whole : [setpriv[0], ...setpriv.slice(1), '--pdeathsig=TERM', '--', ...whole],
      directory: instance.component.directory,
      variables: { ...variables, ...options.env, [runnerVariable]: runner },
      endStragglers: () => endWithVariable(`${runnerVariable}=${runner}`, secondLookAt(instance, invoker)),
    },
    options,
  );
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
