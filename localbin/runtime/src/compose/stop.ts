import type Docker from 'dockerode';
import type { FolderOwner } from '../operatingFolders.js';
import type { Instance, StopProgress } from '../runtime.js';
import { ownContainer, type OwnContainer } from './containers.js';
import type { Engine } from './engine.js';
import { messageOf, statusOf } from './engineProblem.js';
import { reclaimVolume } from './reclaim.js';
import { saveOutput } from './savedOutput.js';

/** What Docker allows when nothing else is said, in seconds. */
const defaultDeadline = 10;

/** Ends the container of an instance, keeps its output and removes it. `invoker` gets back what it wrote. Throws what the engine throws. */
export async function stopInstance(engine: Engine, instance: Instance, progress: StopProgress, invoker: FolderOwner): Promise<void> {
  const { docker } = engine;
  const container = await ownContainer(docker, instance);
  if (container === undefined) return;
  if (isAlive(container)) await end(docker, container, progress);
  progress.onEnded?.();
  // Before it is removed, so that whoever is killed here is followed by one who knows the image.
  await reclaimVolume(engine, { image: container.image, workspace: instance.workspace }, instance.volume, invoker);
  await discardContainer(docker, container, instance);
}

/** Removes a container that has ended. Its output is kept first, unless it never ran; volumes of its own are not touched. */
export async function discardContainer(docker: Docker, container: OwnContainer, instance: Instance): Promise<void> {
  const ran = container.details.State.Status !== 'created';
  if (ran) await saveOutput(docker, container.id, instance).catch(ignoreUnreadable);
  await docker.getContainer(container.id).remove().catch(ignoreGone);
}

async function end(docker: Docker, { id, details }: OwnContainer, progress: StopProgress): Promise<void> {
  const handle = docker.getContainer(id);
  if (details.State.Paused) await handle.unpause().catch(ignoreGone);
  const { StopTimeout: deadline = defaultDeadline } = details.Config as { StopTimeout?: number | null } & typeof details.Config;
  const seconds = deadline ?? defaultDeadline;
  const late = setTimeout(() => progress.onKill(), seconds * 1_000);
  try {
    await handle.stop({ t: seconds });
  } catch (error) {
    // It ended by itself meanwhile, or somebody removed it.
    if (statusOf(error) !== 304) ignoreGone(error);
  } finally {
    clearTimeout(late);
  }
}

function isAlive({ details: { State: state } }: OwnContainer): boolean {
  return state.Running || state.Paused || state.Restarting;
}

function ignoreGone(error: unknown): void {
  const inProgress = statusOf(error) === 409 && /removal of container .* is already in progress/.test(messageOf(error));
  if (statusOf(error) !== 404 && !inProgress) throw error;
}

/** A log driver that keeps nothing to read, and a container that somebody removed, are no reasons to keep a container. */
function ignoreUnreadable(error: unknown): void {
  const unreadable = /does not support reading|configured logging driver/.test(messageOf(error));
  if (statusOf(error) !== 404 && !unreadable) throw error;
}
