import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import type { CheckoutPlace } from './checkout.js';
import type { Source } from './fetchCommit.js';
import { gitFor, storeGit, type Git } from './git.js';
import { gitProblem } from './gitProblem.js';
import { holdStore } from './holdStore.js';
import { namesOf } from './namesOf.js';
import { fetchedRefs } from './wantedCommit.js';

/** Branches of a store with commits that came from no repository, and `a stash`: what would be lost with it. Changes nothing. */
export async function workInStore(place: CheckoutPlace): Promise<Result<readonly string[]>> {
  if (!existsSync(join(place.store, 'HEAD'))) return ok([]);
  return workIn(storeGit(gitFor(place), place), place);
}

/** Removes a store of which no work tree is left. Refuses while there is something in it that is nowhere else. */
export async function removeStore(place: CheckoutPlace): Promise<Result<void>> {
  return existsSync(place.store) ? holdStore(place, remove) : ok();
}

async function remove({ git, place }: Source): Promise<Result<void>> {
  const { store } = place;
  const trees = await readdir(join(store, 'worktrees')).catch(() => []);
  if (trees.length > 0)
    return fail(
      problem('store-in-use', `${store} is not removed, since checkouts are made of it: ${namesOf(trees)}`, 'Remove them first.'),
    );
  const work = await workIn(storeGit(git, place), place);
  if (!work.ok) return work;
  if (work.value.length > 0) return fail(storeProblem(store, work.value));
  const aside = asideOfStore(store);
  // In one step: a store of which half is missing is never met under its name.
  await rm(aside, { recursive: true, force: true, maxRetries: 3 });
  await rename(store, aside);
  await rm(aside, { recursive: true, force: true, maxRetries: 3 });
  return ok();
}

/** Where a store lies that is being removed. */
export function asideOfStore(store: string): string {
  return `${store}.removing`;
}

export function storeProblem(store: string, work: readonly string[]): Diagnostic {
  return problem(
    'own-commits',
    `the repository ${store} holds what was pushed nowhere: ${namesOf(work)}`,
    `See git --git-dir='${store}' branch -v. Push or delete them, then run this again.`,
  );
}

async function workIn(inStore: Git, { store }: CheckoutPlace): Promise<Result<readonly string[]>> {
  const listed = await inStore(['for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/stash'], { offline: true });
  if (listed.status !== 0) return fail(gitProblem(listed, { doing: `read ${store}`, repository: store, folder: store }));
  const work: string[] = [];
  for (const ref of listed.output.split('\n').filter((line) => line !== '')) {
    const beyond = await inStore(['rev-list', '--max-count=1', ref, '--not', ...fetchedRefs], { offline: true });
    // What cannot be judged is not given up.
    if (beyond.status !== 0) return fail(gitProblem(beyond, { doing: `read ${store}`, repository: store, folder: store }));
    if (beyond.output.trim() !== '') work.push(ref === 'refs/stash' ? 'a stash' : ref.slice('refs/heads/'.length));
  }
  return ok(work);
}
