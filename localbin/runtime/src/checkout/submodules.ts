import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Diagnostic, type Result } from '@dust-workspace/component';
import type { Source } from './fetchCommit.js';
import { treeGit, type Git, type GitEnd } from './git.js';
import { gitProblem, refusesCommits } from './gitProblem.js';
import { progressFilter } from './progressFilter.js';
import { missingSubmodules, submodulesOf } from './readCheckout.js';
import { removeStale } from './store.js';

/** Brings all submodules of a work tree to the commits that it has of them, without history where the server can do that. */
export async function updateSubmodules({ git, place, address }: Source): Promise<Result<void>> {
  const tree = treeGit(git, place);
  if ((await submodulesOf(tree, place.folder)).length === 0) return ok();
  const missing = await missingSubmodules(git, place.folder);
  // Addresses are kept in the store, perhaps by another work tree of another commit.
  const synced = missing.length === 0 ? undefined : await tree(['submodule', '--quiet', 'sync', '--recursive'], { offline: true });
  if (synced !== undefined && synced.status !== 0) return fail(submoduleProblem(synced, address.shown, place.folder));
  if (missing.length > 0) place.onProgress(`fetching the submodules ${missing.join(', ')}`);
  const update = (depth: readonly string[]): Promise<GitEnd> =>
    tree(['submodule', 'update', '--init', '--recursive', '--progress', ...depth], {
      onLine: progressFilter(place.onProgress.bind(place)),
    });
  const shallow = await update(['--depth=1']);
  const refused = refusesCommits(shallow) || /did not contain|does not support shallow/.test(shallow.said);
  const end = shallow.status !== 0 && shallow.kind === 'exited' && refused ? await update([]) : shallow;
  return end.status === 0 ? ok() : fail(submoduleProblem(end, address.shown, place.folder));
}

/** Removes submodules whose first checkout was interrupted: git would take them for whole. `gitFolder` is that of the tree around them. */
export async function clearHalfSubmodules(git: Git, folder: string, gitFolder: string): Promise<void> {
  for (const { name, path } of await submodulesOf(treeGit(git, { folder }), folder)) {
    const own = join(gitFolder, 'modules', name);
    await removeStale(join(own, 'index.lock'));
    if (existsSync(join(own, 'index'))) await clearHalfSubmodules(git, join(folder, path), own);
    else if (existsSync(own) || existsSync(join(folder, path, '.git'))) {
      await rm(join(folder, path), { recursive: true, force: true });
      await rm(own, { recursive: true, force: true });
    }
  }
}

function submoduleProblem(end: GitEnd, repository: string, folder: string): Diagnostic {
  if (end.kind !== 'exited') return gitProblem(end, { doing: 'fetch the submodules', repository, folder });
  const [, url, at] = /clone of '(.*)' into submodule path '(.*)' failed/.exec(end.said) ?? [];
  const path = at ?? /submodule path '([^\n]*)'/.exec(end.said)?.[1];
  const name =
    path === undefined ? 'the submodules' : `the submodule ${path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path}`;
  const found = gitProblem(end, {
    doing: `fetch ${name}`,
    repository: url ?? (path === undefined ? repository : `its repository`),
    folder,
  });
  return { ...found, remedy: `${found.remedy ?? ''} To do without it: git -C ${folder} config submodule.<name>.update none`.trim() };
}
