import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '@dust-workspace/component';
import { poll } from '../poll.js';
import { processTable } from '../process/processTable.js';
import { haveEnded, signalMember } from '../process/signals.js';
import type { CheckoutPlace } from './checkout.js';
import { storeGit, type Git } from './git.js';
import { gitProblem } from './gitProblem.js';
import { storeMark } from './gitVariables.js';
import type { RepositoryAddress } from './repositoryAddress.js';

/** The lock under which a store and the work trees of it are changed. */
export function storeLockFile(store: string): string {
  return join(store, 'dsw-holder');
}

/** Makes the bare repository, or finishes making it, and the remote for this address. Gives the remote's name. */
export async function prepareStore(git: Git, place: CheckoutPlace, address: RepositoryAddress): Promise<Result<string>> {
  const { store } = place;
  const subject = { doing: `make the repository ${store}`, repository: address.shown, folder: store };
  // Safe to run again, and on a repository that is whole it changes nothing.
  const made = await git(['init', '--quiet', '--bare', '--template=', store], { offline: true });
  if (made.status !== 0) return fail(gitProblem(made, subject));
  const inStore = storeGit(git, place);
  const known = await remotesOf(inStore);
  const name = remoteName(known, address.url);
  if (known.get(name) === address.url) return ok(name);
  const added = await inStore(['remote', 'add', name, address.url], { offline: true });
  return added.status === 0 ? ok(name) : fail(gitProblem(added, subject));
}

/** The name that the store has for an address; undefined when it has none yet. */
export async function knownRemote(git: Git, place: CheckoutPlace, address: RepositoryAddress): Promise<string | undefined> {
  const known = await remotesOf(storeGit(git, place));
  return [...known].find(([, url]) => url === address.url)?.[0];
}

/** The addresses of a store, by the names that it has for them. */
export async function remotesOf(inStore: Git): Promise<ReadonlyMap<string, string>> {
  const { output } = await inStore(['config', '--local', '--get-regexp', '^remote\\..*\\.url$'], { offline: true });
  const entries = output.split('\n').flatMap((line) => {
    const [, name, url] = /^remote\.(.*)\.url (.*)$/.exec(line) ?? [];
    return name === undefined || url === undefined ? [] : [[name, url] as const];
  });
  return new Map(entries);
}

/** Ends git processes of a command that was killed: what they would still do, this one does anew, and not beside them. */
export async function endAbandonedGit(store: string): Promise<void> {
  const table = processTable();
  const abandoned = table.entries.filter(({ pid }) => {
    const marks = pid === process.pid ? undefined : table.marks(pid);
    return marks !== undefined && marks !== 'unreadable' && marks.carries(`${storeMark}=${store}`);
  });
  // Told first, it removes its own temporary files.
  for (const member of abandoned) signalMember(member, 'SIGTERM');
  if (await haveEnded(abandoned, 2_000)) return;
  for (const member of abandoned) signalMember(member, 'SIGKILL');
  await haveEnded(abandoned, 3_000);
}

/** How long a lock of a git that lives may stay, in milliseconds: it writes one file under it. */
const lockPatience = 2_000;

/** Removes what git left in the store when it was killed. Those are left alone that another git may hold just now. */
export async function sweepStore(store: string, now = Date.now()): Promise<void> {
  for (const folder of ['.', 'objects/info', ...(await foldersBelow(join(store, 'refs'))).map((below) => `refs/${below}`)]) {
    const locks = (await namesIn(join(store, folder))).filter((name) => name.endsWith('.lock'));
    for (const name of locks) await removeStale(join(store, folder, name));
  }
  const packs = join(store, 'objects/pack');
  for (const name of await namesIn(packs)) if (/^(?:tmp_|\.tmp-)/.test(name)) await removeOld(join(packs, name), now);
  const objects = join(store, 'objects');
  for (const name of await namesIn(objects)) if (/^(?:tmp_objdir-|incoming-)/.test(name)) await removeOld(join(objects, name), now);
}

/** Removes a lock file of git's that stays as it is. */
export async function removeStale(file: string): Promise<void> {
  const found = await identityIn(file);
  if (found === undefined) return;
  const changed = await poll(async () => (await identityIn(file)) !== found, { within: lockPatience, first: 20, most: 200 });
  if (!changed) await rm(file, { force: true });
}

/** Temporary files are written to all the time while they are in use. */
async function removeOld(path: string, now: number): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  const hour = 3_600_000;
  if (found !== undefined && now - found.mtimeMs > hour) await rm(path, { recursive: true, force: true });
}

async function identityIn(file: string): Promise<string | undefined> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  return found === undefined ? undefined : `${found.ino}:${found.mtimeNs}:${found.size}`;
}

async function foldersBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  return ['.', ...folders.map((path) => path.slice(folder.length + 1))];
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/** The remote that has this URL; else `origin` while that is free, and then a name made of the URL's last parts but one. */
export function remoteName(known: ReadonlyMap<string, string>, url: string): string {
  for (const [name, its] of known) if (its === url) return name;
  if (!known.has('origin')) return 'origin';
  const owner =
    (
      url
        .split(/[/:]/)
        .filter((part) => part !== '')
        .at(-2) ?? ''
    )
      .replaceAll(/[^A-Za-z0-9-]/g, '-')
      .replace(/^-+/, '') || 'remote';
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? owner : `${owner}-${number}`;
    if (!known.has(name)) return name;
  }
}
