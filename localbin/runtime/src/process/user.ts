import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fail, ok, problem, type Result } from '@dust-workspace/component';
import type { Instance } from '../runtime.js';
import { findSetpriv } from './setpriv.js';

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** As whom the processes of an instance run. */
export type RunAs =
  | { readonly kind: 'invoker'; readonly uid: number }
  /** `setpriv` begins every command, without its closing `--`; `home` is a folder of its own, since it may not write to root's. */
  | {
      readonly kind: 'dropped';
      readonly uid: number;
      readonly user: User;
      readonly home: string;
      readonly setpriv: readonly [string, ...string[]];
    };

/**
 * Lets a user who is not root enter closed folders, and no more: after the exec this capability is the only one left. The last one is for
 * access(2), which otherwise answers as if there were no capabilities; PostgreSQL looks for its programs with it.
 */
const closedFolderRights = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search', '--securebits=+no_setuid_fixup'] as const;

export interface Invoker {
  /** Effective user and group. */
  readonly uid: number;
  readonly gid: number;
  readonly env: NodeJS.ProcessEnv;
}

/** What dropping to another user needs of this system. */
export interface DroppingSystem {
  /** The path of setpriv. */
  setpriv(path: string | undefined): Promise<string | undefined>;
  /** Whether root may let others enter every folder. In a container it usually may not. */
  mayOpenFolders(): Promise<boolean>;
}

const thisSystem: DroppingSystem = { setpriv: findSetpriv, mayOpenFolders: hasReadSearch };

/**
 * As whom an instance runs: the invoker, unless that is root and the manifest says `user: unprivileged`. Then the owner of the workspace if
 * that is not root, else `nobody`, by util-linux setpriv, without a way back to root. Where a folder on the way to the component, its volume,
 * its run folder, or one of `programs` is closed to that user (a checkout below root's home), it may enter and read, but not write, everywhere.
 */
export async function runAs(
  instance: Instance,
  invoker: Invoker,
  programs: readonly string[] = [],
  system: DroppingSystem = thisSystem,
): Promise<Result<RunAs>> {
  const { name, manifest, directory } = instance.component;
  if (invoker.uid !== 0 || manifest.runtimes.process?.user !== 'unprivileged') return ok({ kind: 'invoker', uid: invoker.uid });

  const setpriv = await system.setpriv(invoker.env['PATH']);
  if (setpriv === undefined)
    return fail(
      problem(
        'setpriv-missing',
        `${name} must not run as root, and there is no setpriv to drop to another user`,
        'Install util-linux (apt-get install util-linux), or run the command as a user other than root.',
      ),
    );
  const { uid: owner } = await stat(instance.workspace);
  const user = chooseUser(owner, await readFile('/etc/passwd', 'utf8'));
  if (user === undefined)
    return fail(
      problem(
        'no-unprivileged-user',
        `${name} must not run as root, and there is no user to drop to: the workspace belongs to root and /etc/passwd knows no "nobody"`,
        'Give the workspace to a user of this machine (chown -R), or run the command as a user other than root.',
      ),
    );
  const places = [instance.workspace, directory, instance.volume, instance.runDirectory, ...programs.map((program) => dirname(program))];
  const [closed] = await closedTo(user, places);
  if (closed !== undefined && !(await system.mayOpenFolders()))
    return fail(
      problem(
        'folder-closed',
        `${name} must not run as root, and the user ${user.name} may not enter ${closed}`,
        `Let others pass through it (chmod o+x ${closed}), or move the workspace to a folder that all may enter.`,
      ),
    );
  return ok({
    kind: 'dropped',
    uid: user.uid,
    user,
    home: join(instance.runDirectory, 'home'),
    setpriv: [
      setpriv,
      `--reuid=${user.uid}`,
      `--regid=${user.gid}`,
      '--clear-groups',
      '--no-new-privs',
      ...(closed === undefined ? [] : closedFolderRights),
    ],
  });
}

/** The workspace's owner where that is a known user other than root, else `nobody`. Programs refuse to run as a user without a name. */
export function chooseUser(workspaceOwner: number, passwd: string): User | undefined {
  const users = parsePasswd(passwd);
  const owner = workspaceOwner === 0 ? undefined : users.find((user) => user.uid === workspaceOwner);
  return owner ?? users.find((user) => user.name === 'nobody' && user.uid !== 0);
}

export function parsePasswd(passwd: string): User[] {
  return passwd.split('\n').flatMap((line) => {
    const [name = '', , uid = '', gid = ''] = line.split(':');
    return name !== '' && /^\d+$/.test(uid) && /^\d+$/.test(gid) ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

/** Those of the folders, and of the ones above them, that the user may not enter, outermost first. What does not exist yet does not count. */
export async function closedTo(user: User, folders: readonly string[]): Promise<string[]> {
  const all = [...new Set(folders.flatMap(withAncestors))].sort((a, b) => a.length - b.length);
  const open = await Promise.all(all.map((folder) => mayExecute(user, folder)));
  return all.filter((_, index) => open[index] === false);
}

function withAncestors(folder: string): string[] {
  const absolute = resolve(folder);
  const parent = dirname(absolute);
  return parent === absolute ? [absolute] : [...withAncestors(parent), absolute];
}

/** Whether the mode of a file or folder lets a user execute or enter it; undefined when there is none. */
export async function mayExecute(user: User, path: string): Promise<boolean | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  if (found.uid === user.uid) return (found.mode & 0o100) !== 0;
  if (found.gid === user.gid) return (found.mode & 0o010) !== 0;
  return (found.mode & 0o001) !== 0;
}

/** CAP_DAC_READ_SEARCH, the third capability, among those that this process may use or hand on; see capabilities(7). */
async function hasReadSearch(): Promise<boolean> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  return ['CapPrm', 'CapBnd'].every((set) => {
    const mask = new RegExp(`^${set}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1];
    return mask !== undefined && (BigInt(`0x${mask}`) & 4n) !== 0n;
  });
}

/** The name of a user id, where /etc/passwd knows it: `alice (1000)`, else `user 1000`. */
export async function describeUser(uid: number): Promise<string> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const name = parsePasswd(passwd).find((user) => user.uid === uid)?.name;
  return name === undefined ? `user ${uid}` : `${name} (${uid})`;
}
