import { isDeepStrictEqual } from 'node:util';
import { fail, ok, problem, type Diagnostic, type ExecResult, type Result } from '@dust-workspace/component';
import type { AttachOptions, CommandOptions, HealthCheck, Instance } from '../runtime.js';
import { attachInContainer } from './attach.js';
import { byPlace, namesOf } from './byPlace.js';
import { checkOf, ownContainers, type OwnContainer } from './containers.js';
import type { Engine } from './engine.js';
import { engineProblem, isConnectionError, messageOf, statusOf } from './engineProblem.js';
import type { EngineSession } from './engineSession.js';
import { executeInContainer, interrupted } from './execute.js';
import { endMarked, isRunnerAlive, marksIn } from './marks.js';
import { inOneOff, removeAbandoned } from './oneOff.js';
import { explainRefusal } from './refusal.js';
import { hasTerminal } from './seat.js';

type Command = readonly [string, ...string[]];

/** Runs a command in the context of an instance. What keeps it from running is exit status 126 and a word. */
export async function executeCommand(
  session: EngineSession,
  instance: Instance,
  command: Command,
  options: CommandOptions,
): Promise<ExecResult> {
  const engine = await session.connect();
  if (!engine.ok) return notRun(126, engine.diagnostics.map(({ message }) => message).join('; '));
  const { docker, address } = engine.value;
  try {
    const result = await inContext(session, engine.value, instance, options, async (container, own) => {
      const ended = await executeInContainer({ docker, container, command, variables: instance.inside }, options);
      if (own !== undefined && isDeepStrictEqual(command, checkOf(own))) session.seen.noteCheck(own, ended);
      return ended;
    });
    if (result.ok) return result.value;
    return options.signal.aborted ? interrupted : notRun(126, inWords(result.diagnostics));
  } catch (error) {
    if (isConnectionError(error)) return notRun(126, engineProblem(error, address).message);
    if (statusOf(error) === undefined) throw error;
    return explainRefusal(command[0], messageOf(error));
  }
}

/** Hands a command in the context of an instance over to whoever sits there. */
export async function attachCommand(
  session: EngineSession,
  instance: Instance,
  command: Command,
  options: AttachOptions,
): Promise<Result<number>> {
  const engine = await session.connect();
  if (!engine.ok) return engine;
  const { docker, address } = engine.value;
  const variables = { ...(hasTerminal(options) ? { TERM: session.processEnv['TERM'] ?? 'dumb' } : {}), ...instance.inside };
  try {
    return await inContext(session, engine.value, instance, { signal: options.signal, whileStopped: true }, (container) =>
      attachInContainer({ docker, container, command, variables }, options),
    );
  } catch (error) {
    if (!isConnectionError(error) && statusOf(error) === undefined) throw error;
    return fail(engineProblem(error, address, `run a command of ${instance.component.name}`));
  }
}

/** The command by which the container of an instance tells whether it is well, where it has one. */
export async function healthCheckOf(session: EngineSession, instance: Instance): Promise<HealthCheck | undefined> {
  const engine = await session.connect();
  const container = engine.ok ? await session.seen.find(engine.value, instance) : undefined;
  const command = container === undefined ? undefined : checkOf(container);
  return command === undefined ? undefined : { command };
}

/** Ends commands whose runner was killed: the containers that were made for them, and what runs in those of components. */
export async function endAbandonedCommands(session: EngineSession, instances: readonly Instance[]): Promise<void> {
  const engine = await session.connect();
  if (!engine.ok) return;
  const { docker } = engine.value;
  for (const { place, instances: those } of byPlace(instances)) {
    await removeAbandoned(docker, place, namesOf(those));
    for (const { id, details } of (await ownContainers(docker, place, namesOf(those))).values()) {
      // The engine knows whether any command runs there at all, but not whose.
      if (!details.State.Running || (details.ExecIDs ?? []).length === 0) continue;
      const abandoned = (await marksIn(docker, id)).filter((mark) => !isRunnerAlive(mark));
      for (const mark of abandoned) await endMarked(docker, id, mark, 'KILL');
    }
  }
}

/** Where a command of an instance runs: in its container, else, where that is wanted, in one that is made for the command. */
async function inContext<T>(
  session: EngineSession,
  engine: Engine,
  instance: Instance,
  { signal, whileStopped = false }: Pick<CommandOptions, 'signal' | 'whileStopped'>,
  body: (container: string, own?: OwnContainer) => Promise<T>,
): Promise<Result<T>> {
  try {
    const own = await session.seen.find(engine, instance);
    if (own !== undefined) return ok(await body(own.id, own));
  } catch (error) {
    session.seen.forget(instance);
    if (!isDown(error)) throw error;
  }
  if (!whileStopped) return fail(problem('not-running', `${instance.component.name} does not run`));
  const world = await session.world();
  if (!world.ok) return world;
  const service = await session.resolve(engine, instance);
  if (!service.ok) return service;
  return inOneOff({ world: world.value, service: service.value, invoker: session.invoker, signal }, (container) => body(container));
}

/** Whether there is no container in which a command could run: it has ended, or is about to be started again. */
function isDown(error: unknown): boolean {
  return statusOf(error) !== undefined && /is not running|is restarting|container state improper|no such container/i.test(messageOf(error));
}

function inWords(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(({ message, remedy }) => (remedy === undefined ? message : `${message}\n  ${remedy}`)).join('\n');
}

function notRun(exitCode: number, reason: string): ExecResult {
  return { exitCode, signal: null, stdout: '', stderr: `${reason}\n` };
}
