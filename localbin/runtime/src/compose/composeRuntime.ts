import { ok, type Result } from '@dust-workspace/component';
import { removeInstance } from '../removeInstance.js';
import type { Instance, LogOptions, Place, Runtime } from '../runtime.js';
import { byPlace, namesOf } from './byPlace.js';
import { attachCommand, endAbandonedCommands, executeCommand, healthCheckOf } from './containerCommands.js';
import { ownContainer, ownContainers } from './containers.js';
import { containerUser } from './containerUser.js';
import { createContainers, type ComposeWorld } from './create.js';
import { engineProblem, isConnectionError, statusOf } from './engineProblem.js';
import { EngineSession, type ComposeRuntimeOptions } from './engineSession.js';
import { placeFilter } from './labels.js';
import { endOfContainer } from './lastWords.js';
import { observeContainers, surveyContainers, usageOfContainers } from './observeContainers.js';
import { prepareService } from './prepare.js';
import { readOutput, savedOutput } from './readOutput.js';
import { startService } from './start.js';
import { discardContainer, stopInstance } from './stop.js';

export type { ComposeRuntimeOptions } from './engineSession.js';

/**
 * Components as containers. Compose makes them, from generated files that hold no values; the Engine API observes, starts and stops them, runs commands in
 * them and reads what they say. There is a container exactly while its component runs, or has ended by itself.
 */
export function composeRuntime(options: ComposeRuntimeOptions): Runtime {
  const session = new EngineSession(options);
  const { invoker, seen } = session;
  const observe: Runtime['observe'] = (instances) => observeContainers(session, instances);
  return {
    name: 'compose',
    observe,
    survey: (instances) => surveyContainers(session, instances),
    usage: (instances) => usageOfContainers(session, instances),
    prepare: (instance, signal, onProgress = () => undefined) =>
      session.changing(instance, 'prepare', async (world, service) => {
        const user = await containerUser(instance.workspace, invoker, world.engine.rootless);
        return prepareService(service, { world, user, invoker, signal, onProgress });
      }),
    anticipate: (instances, signal) => anticipate(session, instances, signal),
    start(instance, signal) {
      seen.forget(instance);
      return session.changing(instance, 'start', (world, service) => startService(world, service, signal));
    },
    awaitEnd: (instance, signal) => endOfContainer(session, instance, signal),
    stop(instance, progress) {
      seen.forget(instance);
      return session.asking(`stop ${instance.component.name}`, async (engine) => {
        await stopInstance(engine, instance, progress, invoker);
        return ok();
      });
    },
    exec: (instance, command, exec) => executeCommand(session, instance, command, exec),
    attach: (instance, command, attach) => attachCommand(session, instance, command, attach),
    healthCheck: (instance) => healthCheckOf(session, instance),
    endAbandoned: (instances) => endAbandonedCommands(session, instances),
    logs: (instance, logs) => outputOf(session, instance, logs),
    async remove(instance) {
      const ended = await removeEnded(session, instance);
      return ended.ok ? removeInstance(instance, observe) : ended;
    },
    tidy: (place) => removeNetworks(session, place),
  };
}

/** Makes in one call of Compose what many starts need. What cannot be made is left to its own start, which says so itself. */
async function anticipate(session: EngineSession, instances: readonly Instance[], signal: AbortSignal): Promise<void> {
  const world = await session.world();
  if (!world.ok) return;
  await createMissing(session, world.value, instances, signal).catch((error: unknown) => {
    if (!isConnectionError(error) && statusOf(error) === undefined) throw error;
  });
}

async function createMissing(
  session: EngineSession,
  world: ComposeWorld,
  instances: readonly Instance[],
  signal: AbortSignal,
): Promise<void> {
  for (const { place, instances: those } of byPlace(instances)) {
    const there = await ownContainers(world.engine.docker, place, namesOf(those));
    const missing = those.filter(({ component }) => !there.has(component.name));
    const services = await Promise.all(missing.map((instance) => session.resolve(world.engine, instance)));
    const sound = services.flatMap((service) => (service.ok ? [service.value] : []));
    // One alone is made by its own start as quickly.
    if (sound.length > 1) await createContainers(world, sound, signal);
  }
}

async function* outputOf(session: EngineSession, instance: Instance, options: LogOptions): AsyncGenerator<string> {
  const engine = await session.connect();
  if (!engine.ok) {
    yield* savedOutput(instance, options);
    yield `(${engine.diagnostics.map(({ message }) => message).join('; ')})`;
    return;
  }
  try {
    yield* readOutput(engine.value, instance, options);
  } catch (error) {
    if (!isConnectionError(error)) throw error;
    yield `(${engineProblem(error, engine.value.address).message})`;
  }
}

function removeEnded(session: EngineSession, instance: Instance): Promise<Result<void>> {
  return session.asking(`remove ${instance.component.name}`, async ({ docker }) => {
    const container = await ownContainer(docker, instance);
    if (container !== undefined && !container.details.State.Running) await discardContainer(docker, container, instance);
    return ok();
  });
}

/** Once no container of the environment is left. */
async function removeNetworks(session: EngineSession, place: Place): Promise<void> {
  const engine = await session.connect();
  if (!engine.ok) return;
  const { docker } = engine.value;
  const filters = placeFilter(place);
  if ((await docker.listContainers({ all: true, filters })).length > 0) return;
  for (const { Id } of await docker.listNetworks({ filters }))
    await docker
      .getNetwork(Id)
      .remove()
      // Somebody else's container may be in it.
      .catch(() => undefined);
}
