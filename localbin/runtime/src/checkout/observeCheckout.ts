import { existsSync, realpathSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { fileLockHolder } from '../fileLock.js';
import { findProgram } from '../findProgram.js';
import type { CheckedOut, CheckoutPlace, CheckoutState } from './checkout.js';
import { gitFor, storeGit, treeGit, type Git, type GitEnd } from './git.js';
import { gitProblem } from './gitProblem.js';
import { countBeyond, missingSubmodules, readTree, type TreeReading } from './readCheckout.js';
import { repositoryAddress, type RepositoryAddress } from './repositoryAddress.js';
import { knownRemote, storeLockFile } from './store.js';
import { fetchedRefs, parseWanted, wantedRef, wishOf, type Wanted } from './wantedCommit.js';
import { asideFolder, belongingOf, isLinkedBack, readRecord, type WorktreeRecord } from './worktree.js';

/** What is found at the place. Asks no server, takes no lock and changes nothing. */
export async function observeCheckout(place: CheckoutPlace): Promise<CheckoutState> {
  // Looked for and not asked: a status of what is not there costs no process.
  const path = place.processEnv['PATH'] ?? '/usr/local/bin:/usr/bin:/bin';
  if ((await findProgram('git', { path, directory: place.store })) === undefined) return { kind: 'no-git' };
  const contents = await contentsOf(place.folder);
  if (contents === 'nothing') return place.own ? { kind: 'absent' } : observeNothing(place);
  if (contents !== 'files') return { kind: 'not-a-checkout', reason: contents.reason };
  const git = gitFor(place);
  return place.own ? observeOwn(git, place) : observeOurs(git, place);
}

async function contentsOf(folder: string): Promise<'nothing' | 'files' | { readonly reason: string }> {
  try {
    return (await readdir(folder)).length === 0 ? 'nothing' : 'files';
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'nothing';
    return { reason: code === 'ENOTDIR' ? `${folder} is no folder` : message };
  }
}

async function observeNothing(place: CheckoutPlace): Promise<CheckoutState> {
  const holder = await fileLockHolder(storeLockFile(place.store));
  const isHere = holder?.command === place.folder;
  if (isHere && holder.alive) return { kind: 'unfinished', detail: `process ${holder.process.pid} works on it` };
  if (isHere || existsSync(asideFolder(place))) return { kind: 'unfinished', detail: 'making or removing it was interrupted' };
  return { kind: 'absent' };
}

async function observeOurs(git: Git, place: CheckoutPlace): Promise<CheckoutState> {
  const belonging = belongingOf(place);
  if (belonging.kind !== 'ours') return { kind: 'not-a-checkout', reason: describeBelonging(belonging, place) };
  const record = await readRecord(belonging.admin);
  if (record?.busy !== undefined) {
    const holder = await fileLockHolder(storeLockFile(place.store));
    const isWorking = holder?.alive === true && holder.command === place.folder;
    return { kind: 'unfinished', detail: isWorking ? `process ${holder.process.pid} works on it` : 'making or moving it was interrupted' };
  }
  const tree = treeGit(git, place);
  const reading = await readTree(tree);
  if ('kind' in reading) return unreadable(reading, place);
  return describeOurs(git, place, belonging.admin, record, reading);
}

function describeBelonging(belonging: Exclude<ReturnType<typeof belongingOf>, { kind: 'ours' }>, { folder }: CheckoutPlace): string {
  switch (belonging.kind) {
    case 'none':
      return `there are files in ${folder}, and no .git`;
    case 'orphan':
      return `the repository of ${folder} is not there any more: ${belonging.repository}`;
    case 'foreign':
      return `${folder} belongs to another repository: ${belonging.repository}`;
  }
}

function unreadable(end: GitEnd, { folder }: CheckoutPlace): CheckoutState {
  const { message } = gitProblem(end, { doing: `read ${folder}`, repository: folder, folder });
  return { kind: 'not-a-checkout', reason: message };
}

async function describeOurs(
  git: Git,
  place: CheckoutPlace,
  admin: string,
  record: WorktreeRecord | undefined,
  { commit, branch, changes }: TreeReading,
): Promise<CheckoutState> {
  if (commit === undefined) return { kind: 'not-a-checkout', reason: `${place.folder} is on a branch without commits` };
  const tree = treeGit(git, place);
  const address = repositoryAddress(place.repository);
  const wanted = parseWanted(place.commit);
  const [standing, missing, ahead] = await Promise.all([
    address.ok && wanted.ok ? standingOf(git, place, address.value, wanted.value, commit) : { wanted: false, behind: 0 },
    missingSubmodules(git, place.folder),
    countBeyond(tree, 'HEAD', fetchedRefs),
  ]);
  const isNewWish = address.ok && wanted.ok && record !== undefined && record.wish !== wishOf(address.value.shown, wanted.value);
  const isFree = changes.length === 0 && branch === undefined && record?.commit === commit;
  return {
    kind: 'checked-out',
    commit,
    ...(branch === undefined ? {} : { branch }),
    wanted: standing.wanted,
    due: missing.length > 0 || !isLinkedBack(admin, place.folder) || (!standing.wanted && isNewWish && isFree),
    changes: changes.length,
    ahead,
    behind: standing.behind,
    missing,
  };
}

/** How HEAD stands to what is wanted, as last fetched. */
async function standingOf(
  git: Git,
  place: CheckoutPlace,
  address: RepositoryAddress,
  wanted: Wanted,
  head: string,
): Promise<Pick<CheckedOut, 'wanted' | 'behind'>> {
  if (wanted.kind === 'commit') return { wanted: head === wanted.id, behind: 0 };
  const remote = await knownRemote(git, place, address);
  if (remote === undefined) return { wanted: false, behind: 0 };
  const inStore = storeGit(git, place);
  const parse = async (ref: string): Promise<string> =>
    (await inStore(['rev-parse', '--quiet', '--verify', `${ref}^{commit}`], { offline: true })).output.trim();
  const tip = await parse(wantedRef(remote, wanted));
  if (tip === head || tip === '') return { wanted: tip === head, behind: 0 };
  const isBranch = (await parse(`refs/remotes/${remote}/${wanted.name}`)) !== '';
  const within = isBranch && (await inStore(['merge-base', '--is-ancestor', head, tip], { offline: true })).status === 0;
  return { wanted: within, behind: isBranch ? await countBeyond(inStore, tip, [head]) : 0 };
}

/** A checkout of the user: also a whole clone, with remotes of any names. */
async function observeOwn(git: Git, place: CheckoutPlace): Promise<CheckoutState> {
  const tree = treeGit(git, place);
  const top = await tree(['rev-parse', '--show-toplevel'], { offline: true });
  if (top.status !== 0) {
    const isNone = top.said.includes('not a git repository');
    return isNone ? { kind: 'not-a-checkout', reason: `there are files in ${place.folder}, and no .git` } : unreadable(top, place);
  }
  const around = top.output.trim();
  if (around !== realpathSync(place.folder))
    return { kind: 'not-a-checkout', reason: `${place.folder} lies within another checkout, ${around}` };
  const reading = await readTree(tree);
  if ('kind' in reading) return unreadable(reading, place);
  const { commit, branch, changes } = reading;
  if (commit === undefined) return { kind: 'not-a-checkout', reason: `${place.folder} is on a branch without commits` };
  return {
    kind: 'checked-out',
    commit,
    ...(branch === undefined ? {} : { branch }),
    wanted: await isOwnWanted(tree, place.commit, commit),
    due: false,
    changes: changes.length,
    ahead: await countBeyond(tree, 'HEAD', ['--remotes']),
    behind: 0,
    missing: await missingSubmodules(git, place.folder),
  };
}

async function isOwnWanted(tree: Git, text: string, head: string): Promise<boolean> {
  const wanted = parseWanted(text);
  if (!wanted.ok) return false;
  if (wanted.value.kind === 'commit') return wanted.value.id === head;
  const parsed = await tree(['rev-parse', '--quiet', '--verify', `${wanted.value.name}^{commit}`], { offline: true });
  return parsed.output.trim() === head;
}
