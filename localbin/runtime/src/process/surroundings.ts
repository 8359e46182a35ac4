import { access, constants, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ok, type Result } from '@dust-workspace/component';
import { findProgram } from '../findProgram.js';
import type { Instance } from '../runtime.js';
import { mayExecute, runAs, type Invoker, type RunAs } from './user.js';
import { processVariables } from './variables.js';

/** Everything that is the same for the main process of an instance and for the commands beside it, given the command. */
export interface Surroundings {
  readonly runAs: RunAs;
  readonly variables: Readonly<Record<string, string>>;
  /** The command behind the manifest's context. */
  readonly command: readonly [string, ...string[]];
  /** Why the command cannot be run, where that is already clear: its exit status would be 127 or 126. */
  readonly obstacle?: Obstacle;
}

export interface Obstacle {
  readonly exitCode: 126 | 127;
  readonly message: string;
}

export async function surroundingsOf(
  instance: Instance,
  command: readonly [string, ...string[]],
  invoker: Invoker,
): Promise<Result<Surroundings>> {
  const context = instance.component.manifest.runtimes.process?.context;
  const whole = [...(context ?? []), ...command] as [string, ...string[]];
  const program = await locate(whole[0], instance, invoker);
  const user = await runAs(instance, invoker, program === undefined ? [] : [program]);
  if (!user.ok) return user;
  // What the context will make of a bare name is its own affair.
  const certain = context === undefined || !command[0].includes('/') ? [whole[0]] : [whole[0], command[0]];
  const obstacles = await Promise.all(certain.map((name) => obstacleOf(name, instance, invoker, user.value)));
  const obstacle = obstacles.find((found) => found !== undefined);
  const variables = processVariables(instance, invoker.env, user.value);
  return ok({ runAs: user.value, variables, command: whole, ...(obstacle === undefined ? {} : { obstacle }) });
}

async function obstacleOf(name: string, instance: Instance, invoker: Invoker, user: RunAs): Promise<Obstacle | undefined> {
  const program = await locate(name, instance, invoker);
  if (program === undefined) return { exitCode: 127, message: `${name}: not found${name.includes('/') ? '' : ' on PATH'}` };
  if (!(await isExecutable(program))) return { exitCode: 126, message: `${name}: is not an executable file` };
  if (user.kind === 'dropped' && (await mayExecute(user.user, program)) === false)
    return { exitCode: 126, message: `${name}: may not be executed by the user ${user.user.name}` };
  return undefined;
}

/** Where the program is, whether or not it may be executed; undefined when there is none. */
async function locate(name: string, instance: Instance, invoker: Invoker): Promise<string | undefined> {
  const { directory } = instance.component;
  if (!name.includes('/')) return findProgram(name, { path: pathOf(instance, invoker), directory });
  const path = resolve(directory, name);
  return stat(path).then(
    () => path,
    () => undefined,
  );
}

function pathOf(instance: Instance, invoker: Invoker): string {
  return processVariables(instance, invoker.env, { kind: 'invoker', uid: invoker.uid })['PATH'] ?? '';
}

async function isExecutable(program: string): Promise<boolean> {
  const { isFile } = await stat(program).then(
    (found) => ({ isFile: found.isFile() }),
    () => ({ isFile: false }),
  );
  return (
    isFile &&
    (await access(program, constants.X_OK).then(
      () => true,
      () => false,
    ))
  );
}
