import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { CheckoutPlace } from './checkout.js';

type Place = Pick<CheckoutPlace, 'folder' | 'store'>;

/** What is written down of a work tree, in the folder that git keeps for it in the store. */
export interface WorktreeRecord {
  /** What was wanted, and from where, when it was last made or moved: only when that changes is it moved without being told. */
  readonly wish: string;
  /** Where it was put. When HEAD is elsewhere now, somebody chose that. */
  readonly commit: string;
  /** Being made or moved: until that is finished, what differs may be the work of an interrupted command. */
  readonly busy?: { readonly from?: string };
}

/** Where a work tree is made, and where one lies that is being removed: beside its place, to which it comes and from which it goes in one step. */
export function asideFolder({ folder }: Pick<Place, 'folder'>): string {
  return join(dirname(folder), '.unfinished', basename(folder));
}

/** What `.git` in the folder of a place says. */
export type Belonging =
  /** A work tree of the store, with the folder that git keeps for it there. */
  | { readonly kind: 'ours'; readonly admin: string }
  | { readonly kind: 'foreign'; readonly repository: string }
  /** The repository it belonged to is not there any more. */
  | { readonly kind: 'orphan'; readonly repository: string }
  | { readonly kind: 'none' };

/** Reads it without git, which would also take a repository around the folder. */
export function belongingOf({ folder, store }: Place): Belonging {
  const gitPath = join(folder, '.git');
  const found = statSync(gitPath, { throwIfNoEntry: false });
  if (found === undefined) return { kind: 'none' };
  if (found.isDirectory()) return { kind: 'foreign', repository: gitPath };
  const path = /^gitdir: (.+?)\r?\n?$/.exec(readFileSync(gitPath, 'utf8'))?.[1];
  if (path === undefined) return { kind: 'none' };
  const target = resolve(realpathSync(folder), path);
  if (!existsSync(target)) return { kind: 'orphan', repository: target };
  const admin = realpathSync(target);
  const isOurs = existsSync(store) && dirname(admin) === join(realpathSync(store), 'worktrees');
  return isOurs ? { kind: 'ours', admin } : { kind: 'foreign', repository: admin };
}

/** Undefined when nothing was written down, or not by this version. */
export async function readRecord(admin: string): Promise<WorktreeRecord | undefined> {
  try {
    const { wish, commit, busy } = JSON.parse(await readFile(recordFile(admin), 'utf8')) as Partial<WorktreeRecord>;
    return wish === undefined || commit === undefined ? undefined : { wish, commit, ...(busy === undefined ? {} : { busy }) };
  } catch {
    return undefined;
  }
}

export async function writeRecord(admin: string, record: WorktreeRecord): Promise<void> {
  await replaceFile(recordFile(admin), `${JSON.stringify(record)}\n`);
}

/** Whether the store knows where the work tree is; it does not when the workspace was moved or copied. */
export function isLinkedBack(admin: string, folder: string): boolean {
  try {
    return resolve(dirname(readFileSync(join(admin, 'gitdir'), 'utf8').trim())) === realpathSync(folder);
  } catch {
    return false;
  }
}

/** Tells the store where the work tree is. */
export async function linkBack(admin: string, folder: string): Promise<void> {
  await replaceFile(join(admin, 'gitdir'), `${join(realpathSync(folder), '.git')}\n`);
}

/** Moves a work tree that was made aside to its place. From there the store is named by a relative path, so that a moved or copied workspace keeps to itself. */
export async function moveIntoPlace(place: Place, admin: string): Promise<void> {
  const aside = asideFolder(place);
  await mkdir(dirname(place.folder), { recursive: true });
  const link = relative(join(realpathSync(dirname(place.folder)), basename(place.folder)), realpathSync(admin));
  await writeFile(join(aside, '.git'), `gitdir: ${link}\n`);
  // Succeeds on an empty folder, such as one that a container's engine made, and on no other.
  await rename(aside, place.folder);
  await linkBack(admin, place.folder);
  await rmdir(dirname(aside)).catch(() => undefined);
}

/** The folder that git keeps for the work tree at this path. */
export async function adminFor(folder: string, store: string): Promise<string | undefined> {
  const all = join(store, 'worktrees');
  for (const name of await readdir(all).catch(() => [])) {
    const gitdir = await readFile(join(all, name, 'gitdir'), 'utf8').catch(() => '');
    if (gitdir !== '' && samePath(dirname(gitdir.trim()), folder)) return join(all, name);
  }
  return undefined;
}

/** Removes what is left aside of a work tree that was being made or removed, and what the store knows of it. */
export async function removeAside(place: Place): Promise<void> {
  const aside = asideFolder(place);
  const admin = await adminFor(aside, place.store);
  await rm(aside, { recursive: true, force: true, maxRetries: 3 });
  if (admin !== undefined) await rm(admin, { recursive: true, force: true });
  await rmdir(dirname(aside)).catch(() => undefined);
  await rmdir(join(place.store, 'worktrees')).catch(() => undefined);
}

function recordFile(admin: string): string {
  return join(admin, 'dsw.json');
}

/** Also after a loss of power it is either as before or as written. */
async function replaceFile(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { flush: true });
  await rename(`${file}.new`, file);
}

/** By the folders that lead there: the last one need not exist. */
function samePath(a: string, b: string): boolean {
  const real = (path: string): string => {
    const parent = dirname(path);
    return existsSync(parent) ? join(realpathSync(parent), basename(path)) : path;
  };
  return a === b || real(a) === real(b);
}
