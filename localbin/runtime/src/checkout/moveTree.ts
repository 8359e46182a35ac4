import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, problem, type Result } from '@dust-workspace/component';
import { fetchFiles, type Source } from './fetchCommit.js';
import { treeGit } from './git.js';
import { gitProblem } from './gitProblem.js';
import { namesOf } from './namesOf.js';
import { readTree } from './readCheckout.js';
import { removeStale } from './store.js';
import { clearHalfSubmodules, updateSubmodules } from './submodules.js';
import { changesOfOthers, treeDifference, type TreeDifference } from './treeDifference.js';
import { shortId } from './wantedCommit.js';
import { linkBack, readRecord, writeRecord, type WorktreeRecord } from './worktree.js';

export interface Move {
  /** The folder that git keeps for the work tree. */
  readonly admin: string;
  readonly from: string;
  readonly to: string;
  /** The branch that moves along; detached without one. */
  readonly branch?: string;
  /** What is wanted from now on; as before without it. */
  readonly wish?: string;
}

/** Moves a work tree without local changes, and its submodules. All files are fetched before, so that it takes moments. */
export async function moveTree(source: Source, { admin, from, to, branch, wish }: Move): Promise<Result<void>> {
  const { git, place, address } = source;
  const files = await fetchFiles(source, to);
  if (!files.ok) return files;
  await linkBack(admin, place.folder);
  const tree = treeGit(git, place);
  const before = await readRecord(admin);
  const record: WorktreeRecord = { wish: wish ?? before?.wish ?? '', commit: to };
  await writeRecord(admin, { ...record, busy: { from } });
  place.onProgress(`moving ${place.folder} to ${shortId(to)}`);
  // An ignored file of the user that is a file of the commit now would be replaced otherwise.
  const how = branch === undefined ? ['checkout', '--detach'] : ['merge', '--ff-only'];
  const moved = await tree([...how, '--quiet', '--no-overwrite-ignore', to]);
  if (moved.status !== 0) {
    const inTheWay = filesInTheWay(moved.said);
    if (inTheWay.length > 0) await writeRecord(admin, before ?? { wish: '', commit: from });
    if (inTheWay.length > 0) return fail(wouldBeReplaced(place.folder, to, inTheWay));
    return fail(gitProblem(moved, { doing: `move ${place.folder} to ${shortId(to)}`, repository: address.shown, folder: place.folder }));
  }
  return settle(source, admin, record, await treeDifference(tree, from, to), 'needed');
}

type Submodules = 'needed' | 'as far as possible';

/**
 * Finishes what was interrupted: a work tree that was made but for its submodules, or one that was being moved. Touches nothing that may be the user's.
 * Submodules that cannot be fetched stay missing where the work tree is about to be moved on or removed.
 */
export async function finishTree(source: Source, admin: string, record: WorktreeRecord, submodules: Submodules): Promise<Result<void>> {
  const { git, place } = source;
  const tree = treeGit(git, place);
  const from = record.busy?.from ?? record.commit;
  const { commit: to } = record;
  await linkBack(admin, place.folder);
  await removeStale(join(admin, 'index.lock'));
  await removeStale(join(admin, 'HEAD.lock'));
  const files = await fetchFiles(source, to);
  if (!files.ok) return files;
  await clearHalfSubmodules(git, place.folder, admin);
  const reading = await readTree(tree, 'all');
  const subject = { doing: `finish moving ${place.folder} to ${shortId(to)}`, repository: source.address.shown, folder: place.folder };
  if ('kind' in reading) return fail(gitProblem(reading, subject));
  const difference = await treeDifference(tree, from, to);
  // Somebody has moved it on by hand.
  if (reading.commit !== from && reading.commit !== to) return settle(source, admin, record, new Map(), submodules);
  const others = await changesOfOthers(tree, place.folder, reading.changes, difference);
  const isHalf = from !== to && (reading.commit === from || reading.changes.length > 0);
  if (isHalf && others.length > 0) {
    const paths = others.map(({ path }) => path);
    return fail(mixed(place.folder, to, paths));
  }
  const reset = isHalf ? await tree(['reset', '--quiet', '--hard', to]) : undefined;
  if (reset !== undefined && reset.status !== 0) return fail(gitProblem(reset, subject));
  return settle(source, admin, record, difference, submodules);
}

/** Submodules follow, and the move is over. */
async function settle(
  source: Source,
  admin: string,
  record: WorktreeRecord,
  difference: TreeDifference,
  submodules: Submodules,
): Promise<Result<void>> {
  const { folder } = source.place;
  // Git leaves the files of a submodule that a commit does not have any more; its repository stays in the store.
  for (const [path, { wasSubmodule, isGone }] of difference)
    if (wasSubmodule && isGone && existsSync(join(folder, path, '.git'))) await rm(join(folder, path), { recursive: true, force: true });
  const updated = await updateSubmodules(source);
  if (!updated.ok && submodules === 'needed') return updated;
  await writeRecord(admin, { wish: record.wish, commit: record.commit });
  return ok();
}

/** The files that git names when it refuses, one a line behind a tab. */
function filesInTheWay(said: string): string[] {
  if (!/would be (?:overwritten|removed)|would lose untracked files/.test(said)) return [];
  return said.split('\n').flatMap((line) => (line.startsWith('\t') ? [line.trim()] : []));
}

function wouldBeReplaced(folder: string, to: string, files: readonly string[]): ReturnType<typeof problem> {
  return problem(
    'local-changes',
    `${folder} stays as it is: files that git ignores would be replaced by those of ${shortId(to)}: ${namesOf(files)}`,
    'Move them away, and run the same command again.',
  );
}

function mixed(folder: string, to: string, files: readonly string[]): ReturnType<typeof problem> {
  return problem(
    'unfinished-move',
    `moving ${folder} to ${shortId(to)} was interrupted, and these files were changed by somebody since: ${namesOf(files)}`,
    `Copy what you need of them, then finish it: git -C ${folder} reset --hard ${shortId(to)}`,
  );
}
