import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FolderOwner } from '../operatingFolders.js';
import type { Engine } from './engine.js';
import { statusOf } from './engineProblem.js';
import { labels } from './labels.js';

const mountPoint = '/dsw-volume';

/** What left something in a volume: an image, in a workspace. */
export interface Leaver {
  readonly image: string;
  /** Absolute path. */
  readonly workspace: string;
}

/**
 * Hands what a container has left in a volume back to whoever runs the engine, when that is not root: a program that drops from the root of its container
 * to another user writes files of a user who exists on this machine as a number only, and which nobody but root could remove. They get their owner
 * back when the container starts again. Works from the inside, as that root, with the container's own image.
 */
export async function reclaimVolume(engine: Engine, { image, workspace }: Leaver, volume: string, invoker: FolderOwner): Promise<void> {
  if (!engine.rootless || !(await holdsForeign(volume, invoker))) return;
  const helper = await engine.docker.createContainer({
    Image: image,
    Entrypoint: ['chown', '-R', '0:0', mountPoint],
    Cmd: [],
    User: '0:0',
    HostConfig: { Binds: [`${volume}:${mountPoint}`], NetworkMode: 'none' },
    Labels: { [labels.workspace]: workspace, 'org.dust-workspace.helper': 'reclaim' },
  });
  try {
    await helper.start();
    await helper.wait();
  } finally {
    await helper.remove({ force: true, v: true }).catch((error: unknown) => {
      if (statusOf(error) !== 404) throw error;
    });
  }
}

/** Programs keep their data in a folder below, so that a look at the first level tells. */
async function holdsForeign(volume: string, { uid }: FolderOwner): Promise<boolean> {
  const folder = await lstat(volume).catch(() => undefined);
  // Some hand over the volume itself, into which nobody else may look then.
  if (folder !== undefined && folder.uid !== uid) return true;
  const names = await readdir(volume).catch((): string[] => []);
  const found = await Promise.all(names.map((name) => lstat(join(volume, name)).catch(() => undefined)));
  return found.some((entry) => entry !== undefined && entry.uid !== uid);
}
