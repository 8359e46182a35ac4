import { fail, ok, problem, type Result } from '@dust-workspace/component';
import type { CheckoutPlace } from './checkout.js';
import { storeGit, type Git, type GitEnd, type GitOptions } from './git.js';
import { aborted, gitProblem, isBrokenOff, noGit, refusesCommits, type GitSubject } from './gitProblem.js';
import { progressFilter } from './progressFilter.js';
import type { RepositoryAddress } from './repositoryAddress.js';
import { tagRefs, wantedName, wantedRef, wantedRefs, type Wanted } from './wantedCommit.js';

/** From where to where something is fetched. */
export interface Source {
  /** Any git; it is given the store. */
  readonly git: Git;
  readonly place: CheckoutPlace;
  readonly address: RepositoryAddress;
  /** The name of the address in the store. */
  readonly remote: string;
}

/**
 * Fetches what is wanted, and gives the commit. With its whole history, and without files where the server can do that; else without history,
 * where the store has none yet; else as the server will have it.
 */
export async function fetchCommit(source: Source, wanted: Wanted): Promise<Result<string>> {
  const subject = subjectOf(source, wanted);
  const inStore = storeGit(source.git, source.place);
  const found = await findRef(source, wanted, subject);
  if (!found.ok) return found;
  const own = wantedRef(source.remote, wanted);
  source.place.onProgress(`fetching ${wantedName(wanted)} of ${source.address.shown}`);
  const refs = [`+${found.value}:${own}`, ...trackingRefs(source.remote, found.value)];
  const fetched = await fetchRefs(source, refs);
  if (fetched.status === 0) return commitOf(inStore, own, subject);
  if (wanted.kind === 'commit' && refusesCommits(fetched)) return fetchAmongAll(source, wanted.id, subject);
  return fail(gitProblem(fetched, subject));
}

/** The commit of what was fetched for this wish, now or earlier; undefined when it was not. Asks no server. */
export async function knownCommit(git: Git, place: CheckoutPlace, remote: string, wanted: Wanted): Promise<string | undefined> {
  const inStore = storeGit(git, place);
  const parse = (ref: string): Promise<GitEnd> => inStore(['rev-parse', '--quiet', '--verify', `${ref}^{commit}`], { offline: true });
  const own = await parse(wantedRef(remote, wanted));
  if (own.status === 0) return own.output.trim();
  if (wanted.kind === 'name') return undefined;
  // An object alone may be there without what belongs to it; what a reference leads to is whole.
  const holding = await inStore(['for-each-ref', '--count=1', '--contains', wanted.id], { offline: true });
  return holding.status === 0 && holding.output !== '' ? wanted.id : undefined;
}

/** The full name of what is wanted as the server has it; a branch goes before a tag. */
async function findRef(source: Source, wanted: Wanted, subject: GitSubject): Promise<Result<string>> {
  if (wanted.kind === 'commit') return ok(wanted.id);
  const { name } = wanted;
  const candidates = /^refs\/|^HEAD$/.test(name) ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`];
  const listed = await again(source, () => storeGit(source.git, source.place)(['ls-remote', '--quiet', source.remote, ...candidates]));
  if (listed.status !== 0) return fail(gitProblem(listed, subject));
  const there = new Set(listed.output.split('\n').map((line) => line.split('\t')[1]));
  const found = candidates.find((candidate) => there.has(candidate));
  return found === undefined ? fail(unknown(wanted, subject)) : ok(found);
}

function unknown(wanted: Wanted, { doing, repository }: GitSubject): ReturnType<typeof problem> {
  const looksShort = wanted.kind === 'name' && /^[0-9a-f]{7,39}$/.test(wanted.name);
  const remedy = looksShort ? 'A commit is given in full, with all of its 40 digits.' : 'Check its name, and whether it was pushed.';
  return problem(
    'unknown-commit',
    `could not ${doing}: ${repository} has no such ${wanted.kind === 'commit' ? 'commit' : 'branch or tag'}`,
    remedy,
  );
}

/** A branch is also kept where people look for it. */
function trackingRefs(remote: string, ref: string): string[] {
  return ref.startsWith('refs/heads/') ? [`+${ref}:refs/remotes/${remote}/${ref.slice('refs/heads/'.length)}`] : [];
}

async function fetchRefs(source: Source, refs: readonly string[]): Promise<GitEnd> {
  const isLocal = source.address.kind === 'path';
  // Over a network a server that knows no filters would send every file there ever was.
  const partial = await fetchOnce(source, ['--filter=blob:none'], refs, isLocal ? {} : { until: /filtering not recognized by server/ });
  if (partial.kind !== 'until') return partial;
  if (await hasHistory(source)) return fetchOnce(source, ['--no-filter'], refs);
  const shallow = await fetchOnce(source, ['--no-filter', '--depth=1'], refs);
  return shallow.said.includes('does not support shallow') ? fetchOnce(source, ['--no-filter'], refs) : shallow;
}

/** A depth given to a store with history would cut it off. */
async function hasHistory({ git, place }: Source): Promise<boolean> {
  const refs = await storeGit(git, place)(['for-each-ref', '--count=1', wantedRefs], { offline: true });
  return refs.output !== '';
}

/** From a server that gives out tips only: all of them, and the commit is looked for among what came. */
async function fetchAmongAll(source: Source, id: string, subject: GitSubject): Promise<Result<string>> {
  const { git, place, remote, address } = source;
  place.onProgress(`${address.shown} gives out branches and tags only: fetching all of them`);
  const refs = [`+refs/heads/*:refs/remotes/${remote}/*`, `+refs/tags/*:${tagRefs}/${remote}/*`];
  const all = await fetchOnce(source, ['--filter=blob:none'], refs);
  if (all.status !== 0) return fail(gitProblem(all, subject));
  const wanted: Wanted = { kind: 'commit', id };
  if ((await knownCommit(git, place, remote, wanted)) === undefined) return fail(unknown(wanted, subject));
  const inStore = storeGit(git, place);
  const kept = await inStore(['update-ref', wantedRef(remote, wanted), id], { offline: true });
  return kept.status === 0 ? ok(id) : fail(gitProblem(kept, subject));
}

/** How many files are asked for at once: what came of them stays, whatever happens to the next. */
const portion = 5_000;

/** Fetches those files of a commit that a partial clone lacks, so that making or moving a work tree needs no server. */
export async function fetchFiles(source: Source, commit: string): Promise<Result<void>> {
  const subject = { ...subjectOf(source, { kind: 'commit', id: commit }), doing: `fetch the files of ${commit.slice(0, 10)}` };
  const inStore = storeGit(source.git, source.place);
  const listed = await inStore(['rev-list', '--objects', '--no-object-names', '--missing=print', `${commit}^{tree}`], { offline: true });
  if (listed.status !== 0) return fail(gitProblem(listed, subject));
  const missing = listed.output.split('\n').flatMap((line) => (line.startsWith('?') ? [line.slice(1)] : []));
  for (let at = 0; at < missing.length; at += portion) {
    const ids = missing.slice(at, at + portion);
    source.place.onProgress(`fetching ${ids.length} files${missing.length > portion ? ` (${at} of ${missing.length} are here)` : ''}`);
    const fetched = await fetchOnce(source, ['--filter=blob:none', '--stdin', '--recurse-submodules=no'], [], {
      input: `${ids.join('\n')}\n`,
    });
    if (fetched.status !== 0 && refusesCommits(fetched)) return fetchWhole(source, commit, subject);
    if (fetched.status !== 0) return fail(gitProblem(fetched, subject));
  }
  return ok();
}

/** From a server that knows filters but gives out no single files: everything once more, files and all. */
async function fetchWhole(source: Source, commit: string, subject: GitSubject): Promise<Result<void>> {
  const { git, place, remote } = source;
  const holding = await storeGit(git, place)(['for-each-ref', '--format=%(refname)', '--contains', commit, `refs/remotes/${remote}`], {
    offline: true,
  });
  const branches = holding.output.split('\n').flatMap((ref) => (ref === '' ? [] : [ref.slice(`refs/remotes/${remote}/`.length)]));
  const refs = branches.map((branch) => `+refs/heads/${branch}:refs/remotes/${remote}/${branch}`);
  const whole = await fetchOnce(
    source,
    ['--refetch', '--no-filter'],
    refs.length === 0 ? [`+refs/heads/*:refs/remotes/${remote}/*`] : refs,
  );
  return whole.status === 0 ? ok() : fail(gitProblem(whole, subject));
}

function fetchOnce(source: Source, options: readonly string[], refs: readonly string[], more: GitOptions = {}): Promise<GitEnd> {
  const { git, place, remote } = source;
  const words = ['fetch', '--progress', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance', ...options, remote, ...refs];
  return again(source, () => storeGit(git, place)(words, { ...more, onLine: progressFilter(place.onProgress.bind(place)) }));
}

/** A connection that broke off is tried once more. */
async function again({ place }: Source, attempt: () => Promise<GitEnd>): Promise<GitEnd> {
  const first = await attempt();
  if (first.kind !== 'exited' || first.status === 0 || !isBrokenOff(first)) return first;
  place.onProgress('the connection broke off; trying once more');
  return attempt();
}

async function commitOf(inStore: Git, ref: string, subject: GitSubject): Promise<Result<string>> {
  const parsed = await inStore(['rev-parse', '--quiet', '--verify', `${ref}^{commit}`], { offline: true });
  if (parsed.status === 0) return ok(parsed.output.trim());
  return fail(parsed.kind === 'exited' ? gitProblem(parsed, subject) : parsed.kind === 'no-git' ? noGit : aborted);
}

function subjectOf({ address, place }: Source, wanted: Wanted): GitSubject {
  return { doing: `fetch ${wantedName(wanted)}`, repository: address.shown, folder: place.store };
}
