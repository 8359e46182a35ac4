import { existsSync } from 'node:fs';
import { mkdir, rename, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok, problem, unreachable, type Diagnostic, type Result } from '@dust-workspace/component';
import type { CheckoutPlace, Removed } from './checkout.js';
import type { Source } from './fetchCommit.js';
import { treeGit } from './git.js';
import { aborted, gitProblem, noGit } from './gitProblem.js';
import { holdStore } from './holdStore.js';
import { finishTree } from './moveTree.js';
import { namesOf } from './namesOf.js';
import { observeCheckout } from './observeCheckout.js';
import { commitsBeyond, readTree } from './readCheckout.js';
import { clearHalfSubmodules } from './submodules.js';
import { fetchedRefs, shortId } from './wantedCommit.js';
import { asideFolder, belongingOf, linkBack, readRecord, removeAside } from './worktree.js';

/**
 * Removes a work tree, with all files in it that git ignores; the store stays, with its branches and stashes. Refuses while there are local changes, or
 * commits of HEAD that exist nowhere else, and names them. Nothing that is not ours is touched.
 */
export async function removeCheckout(place: CheckoutPlace): Promise<Result<Removed>> {
  if (place.own) return ok({ action: 'left' });
  const state = await observeCheckout(place);
  if (place.signal.aborted) return fail(aborted);
  switch (state.kind) {
    case 'absent':
      return ok({ action: 'nothing' });
    case 'no-git':
      return existsSync(place.folder) ? fail(noGit) : ok({ action: 'nothing' });
    case 'not-a-checkout':
      return fail(
        problem('not-a-checkout', `${place.folder} is left alone: ${state.reason}`, 'Remove it yourself if it is not needed any more.'),
      );
    case 'unfinished':
    case 'checked-out':
      return holdStore(place, remove);
    default:
      return unreachable(state);
  }
}

async function remove(source: Source): Promise<Result<Removed>> {
  const { place } = source;
  const belonging = belongingOf(place);
  if (belonging.kind === 'ours') {
    const obstacle = await whatWouldBeLost(source, belonging.admin);
    if (obstacle !== undefined) return fail(obstacle);
    await moveAside(place, belonging.admin);
  }
  await removeAside(place);
  await rmdir(place.folder).catch(() => undefined);
  return ok({ action: 'removed' });
}

async function whatWouldBeLost(source: Source, admin: string): Promise<Diagnostic | undefined> {
  const { git, place } = source;
  const { folder } = place;
  if (existsSync(join(admin, 'locked')))
    return problem('locked', `${folder} was locked`, `Unlock it: git -C ${folder} worktree unlock ${folder}`);
  const record = await readRecord(admin);
  // Else our own unfinished work would look like changes of the user.
  if (record?.busy !== undefined) await clearHalfSubmodules(git, folder, admin);
  if (record?.busy?.from !== undefined) await finishTree(source, admin, record, 'as far as possible');
  const tree = treeGit(git, place);
  const reading = await readTree(tree);
  if ('kind' in reading) return gitProblem(reading, { doing: `read ${folder}`, repository: source.address.shown, folder });
  const changes = reading.changes.map(({ path }) => path);
  if (changes.length > 0)
    return problem(
      'local-changes',
      `${folder} is not removed, since it has local changes: ${namesOf(changes)}`,
      `Commit and push them, keep them in the store with git -C ${folder} stash --include-untracked, or discard them: git -C ${folder} reset --hard && git -C ${folder} clean -fd`,
    );
  const commits = await commitsBeyond(tree, fetchedRefs, 20);
  if (commits.length === 0) return undefined;
  const inFolder = `git -C ${folder}`;
  const leave = `${inFolder} switch --detach ${record === undefined ? '<a commit of the repository>' : shortId(record.commit)}`;
  const keep = reading.branch === undefined ? `${inFolder} switch -c <name> && ${leave}` : leave;
  return problem(
    'own-commits',
    `${folder} is not removed, since it has commits that were pushed nowhere: ${namesOf(commits)}`,
    `Push them, or leave them on a branch, which stays in the store: ${keep}`,
  );
}

/** In one step: a folder that is half removed is never met in its place. */
async function moveAside(place: CheckoutPlace, admin: string): Promise<void> {
  const aside = asideFolder(place);
  await removeAside(place);
  await mkdir(dirname(aside), { recursive: true });
  await rename(place.folder, aside);
  await linkBack(admin, aside);
}
