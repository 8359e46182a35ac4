import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail, ok, type Diagnostic, type Result } from '@dust-workspace/component';
import { fetchCommit, fetchFiles, knownCommit, type Source } from './fetchCommit.js';
import { storeGit } from './git.js';
import { gitProblem } from './gitProblem.js';
import { updateSubmodules } from './submodules.js';
import { shortId, wishOf, type Wanted } from './wantedCommit.js';
import { adminFor, asideFolder, moveIntoPlace, removeAside, writeRecord } from './worktree.js';

export interface Made {
  readonly commit: string;
  readonly warnings: readonly Diagnostic[];
}

/**
 * Makes the work tree of a place where there is nothing yet: aside, and then moved there whole. HEAD is detached: a branch can be checked out in one work
 * tree only, and which one that is stays the user's choice.
 */
export async function makeTree(source: Source, wanted: Wanted): Promise<Result<Made>> {
  const { git, place, address } = source;
  const found = await findCommit(source, wanted);
  if (!found.ok) return found;
  const { commit } = found.value;
  const files = await fetchFiles(source, commit);
  if (!files.ok) return files;
  await removeAside(place);
  const aside = asideFolder(place);
  await mkdir(dirname(aside), { recursive: true });
  place.onProgress(`making the work tree of ${shortId(commit)} in ${place.folder}`);
  const added = await storeGit(git, place)(['worktree', 'add', '--quiet', '--force', '--detach', aside, commit]);
  const admin = added.status === 0 ? await adminFor(aside, place.store) : undefined;
  if (admin === undefined) {
    await removeAside(place);
    return fail(gitProblem(added, { doing: `make the work tree ${place.folder}`, repository: address.shown, folder: place.folder }));
  }
  const record = { wish: wishOf(address.shown, wanted), commit };
  await writeRecord(admin, { ...record, busy: {} });
  await moveIntoPlace(place, admin);
  const submodules = await updateSubmodules(source);
  if (!submodules.ok) return submodules;
  await writeRecord(admin, record);
  return ok(found.value);
}

/** What is known suffices for a commit. A branch is asked for; where nobody answers, it is what it was when last fetched. */
export async function findCommit(source: Source, wanted: Wanted): Promise<Result<Made>> {
  const known = await knownCommit(source.git, source.place, source.remote, wanted);
  if (known !== undefined && wanted.kind === 'commit') return ok({ commit: known, warnings: [] });
  const fetched = await fetchCommit(source, wanted);
  if (fetched.ok) return ok({ commit: fetched.value, warnings: [] });
  const isAway = fetched.diagnostics.every(({ code }) => code === 'repository-unreachable' || code === 'transfer-broken');
  if (known === undefined || !isAway) return fetched;
  return ok({ commit: known, warnings: fetched.diagnostics.map((diagnostic) => ({ ...diagnostic, severity: 'warning' })) });
}
