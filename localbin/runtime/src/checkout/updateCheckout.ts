import { fail, ok, problem, unreachable, type Diagnostic, type Result } from '@dust-workspace/component';
import type { CheckoutPlace, Updated, UpdateOptions } from './checkout.js';
import { fetchCommit, knownCommit, type Source } from './fetchCommit.js';
import { treeGit, type Git } from './git.js';
import { aborted, noGit } from './gitProblem.js';
import { holdStore } from './holdStore.js';
import { finishTree, moveTree, type Move } from './moveTree.js';
import { namesOf } from './namesOf.js';
import { observeCheckout } from './observeCheckout.js';
import { commitsBeyond, countBeyond, readTree } from './readCheckout.js';
import { fetchedRefs, parseWanted, shortId, wantedName, wishOf, type Wanted } from './wantedCommit.js';
import { belongingOf, readRecord } from './worktree.js';

/** How many commits are listed. */
const listed = 20;

/**
 * Fetches, and moves a work tree without local changes to the newest commit of what is wanted or of `to`; a branch that is checked out there moves along if it
 * has no commits of its own. Refuses, and names what stands in the way, rather than lose anything.
 */
export async function updateCheckout(place: CheckoutPlace, options: UpdateOptions = {}): Promise<Result<Updated>> {
  const wanted = parseWanted(options.to ?? place.commit);
  if (!wanted.ok) return wanted;
  if (place.own) return fail(isOwn(place));
  const state = await observeCheckout(place);
  if (place.signal.aborted) return fail(aborted);
  switch (state.kind) {
    case 'no-git':
      return fail(noGit);
    case 'absent':
      return fail(problem('no-checkout', `there is nothing in ${place.folder} yet`, 'Prepare it first.'));
    case 'not-a-checkout':
      return fail(problem('not-a-checkout', `${place.folder} cannot be updated: ${state.reason}`, `Move it away, and prepare it anew.`));
    case 'unfinished':
    case 'checked-out':
      return holdStore(place, (source) => update(source, wanted.value, options));
    default:
      return unreachable(state);
  }
}

async function update(
  source: Source,
  wanted: Wanted,
  { to: chosen, notable = [], dryRun = false }: UpdateOptions,
): Promise<Result<Updated>> {
  const { git, place, address } = source;
  const belonging = belongingOf(place);
  if (belonging.kind !== 'ours') return fail(problem('no-checkout', `there is nothing whole in ${place.folder} yet`, 'Prepare it first.'));
  const { admin } = belonging;
  const record = await readRecord(admin);
  if (dryRun && record?.busy !== undefined) return fail(isBusy(place));
  const finished = record?.busy === undefined ? ok() : await finishTree(source, admin, record, 'as far as possible');
  if (!finished.ok) return finished;
  const tree = treeGit(git, place);
  const reading = await readTree(tree);
  if ('kind' in reading || reading.commit === undefined) return fail(problem('not-a-checkout', `${place.folder} cannot be read`));
  const { commit: from, branch, changes } = reading;
  const changed = changes.map(({ path }) => path);
  if (changed.length > 0) return fail(hasChanges(place, changed));
  const target = await targetOf(source, wanted);
  if (!target.ok) return target;
  const to = target.value;
  const commits = await countBeyond(tree, to, [from]);
  const dropped = await countBeyond(tree, from, [to]);
  const isOnBranch = branch !== undefined;
  const own = dropped === 0 ? [] : await commitsBeyond(tree, fetchedRefs, listed);
  // All that is there to be had is there, beneath commits of the user.
  if (from === to || (commits === 0 && (isOnBranch || own.length > 0))) return ok(unchanged(from));
  if (own.length > 0) return fail(hasCommits(place, to, own));
  if (isOnBranch && dropped > 0) return fail(hasDiverged(place, branch, wanted, to));
  const move: Move = {
    admin,
    from,
    to,
    ...(isOnBranch ? { branch } : {}),
    ...(chosen === undefined ? { wish: wishOf(address.shown, wanted) } : {}),
  };
  const moved = dryRun ? ok() : await moveTree(source, move);
  if (!moved.ok) return moved;
  return ok({
    action: dropped === 0 ? 'forward' : 'moved',
    from,
    to,
    commits,
    dropped,
    ...(await changesBetween(tree, from, to, notable)),
    warnings: [],
  });
}

/** A commit that is here cannot have become newer. */
async function targetOf(source: Source, wanted: Wanted): Promise<Result<string>> {
  const known = wanted.kind === 'commit' ? await knownCommit(source.git, source.place, source.remote, wanted) : undefined;
  return known === undefined ? fetchCommit(source, wanted) : ok(known);
}

async function changesBetween(
  tree: Git,
  from: string,
  to: string,
  notable: readonly string[],
): Promise<Pick<Updated, 'log' | 'filesChanged' | 'notable'>> {
  const log = await tree(['log', '--format=%h %s', '--no-decorate', `--max-count=${listed}`, `${from}..${to}`], { offline: true });
  const differing = await tree(['diff-tree', '-r', '-z', '--name-only', '--no-renames', from, to], { offline: true });
  const files = differing.output.split('\0').filter((path) => path !== '');
  return { log: log.output.split('\n').filter((line) => line !== ''), filesChanged: files.length, notable: notableAmong(files, notable) };
}

/** Of the notable paths those which are, or are around, some of the files. Pure. */
export function notableAmong(files: readonly string[], notable: readonly string[]): Updated['notable'] {
  return notable.flatMap((path) => {
    const folder = path.endsWith('/') ? path : `${path}/`;
    const count = files.filter((file) => file === path || file.startsWith(folder)).length;
    return count === 0 ? [] : [{ path, files: count }];
  });
}

function unchanged(commit: string): Updated {
  return { action: 'unchanged', from: commit, to: commit, commits: 0, log: [], dropped: 0, filesChanged: 0, notable: [], warnings: [] };
}

function isOwn({ folder }: CheckoutPlace): Diagnostic {
  return problem('own-checkout', `${folder} is your own checkout, which is never changed`, `Update it with git: git -C ${folder} pull`);
}

function isBusy({ folder }: CheckoutPlace): Diagnostic {
  return problem('unfinished', `an update of ${folder} was interrupted, and the next one finishes it first`, 'Run it without --dry-run.');
}

function hasChanges({ folder }: CheckoutPlace, paths: readonly string[]): Diagnostic {
  return problem(
    'local-changes',
    `${folder} has local changes and stays as it is: ${namesOf(paths)}`,
    `Commit them, or put them aside: git -C ${folder} stash --include-untracked`,
  );
}

function hasCommits({ folder }: CheckoutPlace, to: string, commits: readonly string[]): Diagnostic {
  return problem(
    'own-commits',
    `${folder} has commits that are nowhere else and stays as it is: ${namesOf(commits)}`,
    `Put them on top of what is new: git -C ${folder} rebase ${shortId(to)}`,
  );
}

function hasDiverged({ folder }: CheckoutPlace, branch: string, wanted: Wanted, to: string): Diagnostic {
  return problem(
    'diverged',
    `${folder} is on the branch ${branch}, which has commits that ${wantedName(wanted)} does not have, and stays as it is`,
    `Either git -C ${folder} rebase ${shortId(to)}, or leave the branch: git -C ${folder} checkout --detach ${shortId(to)}`,
  );
}
