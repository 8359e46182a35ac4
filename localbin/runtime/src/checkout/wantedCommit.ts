import { fail, ok, problem, type Result } from '@dust-workspace/component';

/** What is wanted of a repository: one commit for ever, or what a branch or tag names. */
export type Wanted = { readonly kind: 'commit'; readonly id: string } | { readonly kind: 'name'; readonly name: string };

/** Pure. */
export function parseWanted(text: string): Result<Wanted> {
  if (/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i.test(text)) return ok({ kind: 'commit', id: text.toLowerCase() });
  // The rules of git-check-ref-format(1).
  const isBad = /^[-/]|[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|\/\.|^\.|\.lock(?:\/|$)|[/.]$|^@?$/u.test(text);
  if (!isBad) return ok({ kind: 'name', name: text });
  return fail(
    problem(
      'bad-commit',
      `${JSON.stringify(text)} is no commit, branch or tag`,
      'Give a full commit id (40 digits), or the name of a branch or tag.',
    ),
  );
}

/** Under which name the store keeps what was wanted of a remote, so that it is known without asking again, and never collected. */
export function wantedRef(remote: string, wanted: Wanted): string {
  return `${wantedRefs}/${remote}/${wanted.kind === 'commit' ? wanted.id : encodeURIComponent(wanted.name)}`;
}

/** Below it everything that was ever wanted. */
export const wantedRefs = 'refs/dsw';

/** Below it the tags of repositories of which everything had to be fetched. */
export const tagRefs = 'refs/dsw-tags';

/** For `rev-list --not`: all that came from a repository. */
export const fetchedRefs = ['--remotes', `--glob=${wantedRefs}`, `--glob=${tagRefs}`] as const;

/** What is wanted from where, in one line; it is written down with a work tree. */
export function wishOf(repository: string, wanted: Wanted): string {
  return `${repository} ${wanted.kind === 'commit' ? wanted.id : wanted.name}`;
}

/** What is wanted, as people read it. */
export function wantedName(wanted: Wanted): string {
  return wanted.kind === 'commit' ? shortId(wanted.id) : wanted.name;
}

/** A commit as people read it. */
export function shortId(commit: string): string {
  return commit.slice(0, 10);
}
