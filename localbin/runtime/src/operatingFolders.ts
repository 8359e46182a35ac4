import { chmod, chown, mkdir, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import type { Instance } from './runtime.js';

/** As whom an instance runs. */
export interface FolderOwner {
  readonly uid: number;
  readonly gid: number;
}

export interface FolderOptions {
  /** The user whom the volume must belong to. */
  readonly owner: FolderOwner;
  /** Who runs this command. */
  readonly invoker: number;
  /** The name of a user id, for messages. */
  readonly describe: (uid: number) => Promise<string>;
}

export function logFile(runDirectory: string): string {
  return join(runDirectory, 'output.log');
}

/**
 * Makes the volume (0700, of the user that the component runs as) and the run folder of an instance, where they are not there.
 * Changes nothing that exists: a volume of another owner is refused. The run folder belongs to the invoker; a component that runs as another user may
 * put files into it, but by its sticky bit neither remove nor replace ours.
 */
export async function createOperatingFolders(instance: Instance, options: FolderOptions): Promise<Result<void>> {
  const { owner, invoker } = options;
  const foreign = owner.uid !== invoker;
  const problems = [
    await createVolume(instance, options),
    await create(instance, instance.runDirectory, async (folder) => {
      if (foreign) await chown(folder, invoker, owner.gid);
      await chmod(folder, foreign ? 0o1770 : 0o700);
    }),
    foreign &&
      (await create(instance, join(instance.runDirectory, 'home'), async (folder) => {
        await chown(folder, owner.uid, owner.gid);
        await chmod(folder, 0o700);
      })),
  ].filter((outcome) => outcome !== undefined && outcome !== false);
  return problems.length === 0 ? ok() : fail(...problems);
}

async function createVolume(instance: Instance, { owner, invoker, describe }: FolderOptions): Promise<Diagnostic | undefined> {
  const refused = await create(instance, instance.volume, async (folder) => {
    if (owner.uid !== invoker) await chown(folder, owner.uid, owner.gid);
    await chmod(folder, 0o700);
  });
  if (refused !== undefined) return refused;
  const { uid } = await stat(instance.volume);
  if (uid === owner.uid) return undefined;
  const path = relative(instance.workspace, instance.volume);
  return problem(
    'volume-owner',
    `the data folder ${path} belongs to ${await describe(uid)}, but ${instance.component.name} runs as ${await describe(owner.uid)}`,
    `Run the command as the owner, or hand the data over: chown -R ${owner.uid}:${owner.gid} '${instance.volume}'`,
  );
}

/** Makes a folder that is not there and hands it to `adorn`; leaves one that is there alone. */
async function create(instance: Instance, folder: string, adorn: (folder: string) => Promise<void>): Promise<Diagnostic | undefined> {
  const path = relative(instance.workspace, folder) || folder;
  try {
    await mkdir(dirname(folder), { recursive: true });
    await mkdir(folder, { mode: 0o700 });
    await adorn(folder);
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await isFolder(folder))) return undefined;
    if (code === 'EEXIST' || code === 'ENOTDIR')
      return problem('not-a-folder', `${path} is in the way: a folder must be made there`, 'Move it away and try again.');
    if (code === 'ENOSPC')
      return problem('disk-full', `the folder ${path} cannot be made: the disk is full`, 'Free some space and try again.');
    return problem(
      'folder-not-made',
      `the folder ${path} cannot be made: ${message}`,
      `Make ${dirname(folder)} writable for the user who runs this.`,
    );
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
