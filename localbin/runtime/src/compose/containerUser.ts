import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FolderOwner } from '../operatingFolders.js';
import { chooseUser, parsePasswd } from '../process/user.js';
import type { Instance } from '../runtime.js';

/** As whom a container runs that asks for `${DSW_UID}:${DSW_GID}`, and to whom the folders of its volume then belong on this machine. */
export interface ContainerUser {
  readonly uid: number;
  readonly gid: number;
  readonly owner: FolderOwner;
}

/**
 * The invoker; never root: then the owner of the workspace, else `nobody`. With a rootless engine it is root inside, who is the invoker outside.
 * So nothing in a volume belongs to anybody who could not remove it.
 */
export async function containerUser(workspace: string, invoker: FolderOwner, rootless: boolean): Promise<ContainerUser> {
  if (rootless) return { uid: 0, gid: 0, owner: invoker };
  if (invoker.uid !== 0) return { uid: invoker.uid, gid: invoker.gid, owner: invoker };
  const { uid: workspaceOwner } = await stat(workspace);
  const user = chooseUser(workspaceOwner, await readFile('/etc/passwd', 'utf8')) ?? { uid: 65_534, gid: 65_534 };
  return { uid: user.uid, gid: user.gid, owner: user };
}

/** Where a container finds its own user: some programs refuse to run as one that has no name. For mounting at /etc/passwd. */
export function passwdFile({ runDirectory }: Instance): string {
  return join(runDirectory, 'passwd');
}

/** The users of the image, and the one of the container where the image does not know him. */
export async function writePasswd(instance: Instance, { uid, gid }: ContainerUser, ofImage: string): Promise<void> {
  const known = ofImage === '' ? 'root:x:0:0:root:/root:/bin/sh\n' : ofImage;
  const isKnown = parsePasswd(known).some((user) => user.uid === uid);
  const file = passwdFile(instance);
  const text = isKnown ? known : `${known.trimEnd()}\n${instance.component.name}:x:${uid}:${gid}::/tmp:/bin/sh\n`;
  // A container may have mounted it: the same file stays as long as it says the same.
  if ((await readFile(file, 'utf8').catch(() => '')) === text) return;
  await writeFile(`${file}.new`, text, { mode: 0o644 });
  await rename(`${file}.new`, file);
}
