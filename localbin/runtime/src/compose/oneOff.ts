import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type Docker from 'dockerode';
import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import type { FolderOwner } from '../operatingFolders.js';
import type { Place } from '../runtime.js';
import { ownContainer } from './containers.js';
import { createContainer, type ComposeWorld } from './create.js';
import { composeFileFor, oneOffService } from './definition/index.js';
import { messageOf, statusOf } from './engineProblem.js';
import { labels, placeFilter, placeLabels } from './labels.js';
import { isRunnerAlive, runnerMark } from './marks.js';
import { reclaimVolume } from './reclaim.js';
import { hostAlias, type ResolvedService } from './resolvedService.js';

export interface OneOffRequest {
  readonly world: ComposeWorld;
  readonly service: ResolvedService;
  /** To whom the files in the volume belong on this machine. */
  readonly invoker: FolderOwner;
  readonly signal: AbortSignal;
}

/**
 * Runs `body` with a container that is made for it from the component's service as it would be started now, and removed afterwards whatever happens.
 * Its main process only waits, so that a command in it means what it means in the container of a running component. Fails where it cannot be made.
 */
export async function inOneOff<T>(
  { world, service, invoker, signal }: OneOffRequest,
  body: (container: string) => Promise<T>,
): Promise<Result<T>> {
  const { docker } = world.engine;
  const { instance } = service;
  const { name } = instance.component;
  if ((await stat(instance.volume).catch(() => undefined)) === undefined)
    return fail(problem('not-prepared', `${name} was never prepared in this environment`, `dsw prep ${name} does it.`));
  await removeAbandoned(docker, instance, new Set([name]));
  const mark = runnerMark();
  try {
    const made = await createContainer(world, service, fileOf(service, mark), signal);
    if (!made.ok) return made;
    const container = (await madeFor(docker, mark))[0];
    if (container === undefined)
      return fail(problem('container-gone', `the container for a command of ${name} was removed as soon as it was made`));
    const started = await start(docker, container, service);
    return started.ok ? ok(await body(container)) : started;
  } finally {
    for (const container of await madeFor(docker, mark).catch((): string[] => [])) await removeNow(docker, container);
    // What runs by now has the volume for itself.
    if (world.engine.rootless && (await ownContainer(docker, instance).catch(() => undefined))?.details.State.Running !== true)
      await reclaimVolume(world.engine, { image: service.image, workspace: instance.workspace }, instance.volume, invoker);
  }
}

/** Removes the containers of commands whose runner was killed, and with them what still runs there. */
export async function removeAbandoned(docker: Docker, place: Place, components: ReadonlySet<string>): Promise<void> {
  const found = await docker.listContainers({ all: true, filters: { label: [...placeFilter(place).label, labels.command] } });
  for (const { Id, Labels } of found)
    if (components.has(Labels[labels.command] ?? '') && !isRunnerAlive(Labels[labels.runner] ?? '')) await removeNow(docker, Id);
}

function fileOf(service: ResolvedService, mark: string): ReturnType<typeof composeFileFor> {
  const { instance, definition, image } = service;
  const { name } = instance.component;
  const own = { ...placeLabels(instance), [labels.command]: name, [labels.runner]: mark };
  const word = createHash('sha256').update(mark).digest('hex').slice(0, 12);
  const oneOff = oneOffService({ ...definition, service: { ...hostAlias(service), ...definition.service } }, `${name}-command-${word}`);
  return composeFileFor(oneOff, { labels: own, resourceLabels: placeLabels(instance), image });
}

async function madeFor(docker: Docker, mark: string): Promise<string[]> {
  const listed = await docker.listContainers({ all: true, filters: { label: [`${labels.runner}=${mark}`] } });
  return listed.map(({ Id }) => Id);
}

async function start(docker: Docker, container: string, service: ResolvedService): Promise<Result<void>> {
  try {
    await docker.getContainer(container).start();
    return ok();
  } catch (error) {
    if (statusOf(error) === undefined) throw error;
    return fail(explain(service, messageOf(error)));
  }
}

function explain({ instance, image }: ResolvedService, said: string): Diagnostic {
  const { name } = instance.component;
  if (/exec: \\?"?sleep\\?"?: (?:executable file not found|stat .*no such file)/.test(said))
    return problem(
      'program-missing',
      `a command of ${name} cannot run while ${name} does not: there is no sleep in the image ${image}`,
      `Start it first: dsw start ${name}`,
    );
  return problem('start-failed', `the container for a command of ${name} cannot be started: ${said}`);
}

/** With the volumes that the image has for itself. Somebody else may be removing it. */
async function removeNow(docker: Docker, container: string): Promise<void> {
  await docker
    .getContainer(container)
    .remove({ force: true, v: true })
    .catch((error: unknown) => {
      if (statusOf(error) !== 404 && statusOf(error) !== 409) throw error;
    });
}
