import { problem, type Diagnostic } from '@dust-workspace/component';
import type { GitEnd } from './git.js';

export interface GitSubject {
  /** What was being done, as in "could not <doing>". */
  readonly doing: string;
  /** The repository as people are shown it. */
  readonly repository: string;
  /** Where git writes. */
  readonly folder: string;
}

export const noGit: Diagnostic = problem('no-git', 'git is not installed', 'Install git (apt-get install git, brew install git).');

export const aborted: Diagnostic = problem('interrupted', 'interrupted', 'The same command goes on where this one ended.');

/** What went wrong, from what git said, with what to do about it. Pure. */
export function gitProblem(end: GitEnd, subject: GitSubject): Diagnostic {
  if (end.kind === 'no-git') return noGit;
  if (end.kind === 'aborted') return aborted;
  for (const { pattern, explain } of known) {
    const match = pattern.exec(end.said);
    if (match !== null) return explain(subject, match[1]?.trim() ?? '', mainLine(end.said));
  }
  return problem(
    'git-failed',
    `could not ${subject.doing}: git said: ${mainLine(end.said)}`,
    `If what git says does not tell what to do, run the same command once more.`,
  );
}

/** Whether the server is there and broke off, so that the same may go well at once. Pure. */
export function isBrokenOff({ said }: GitEnd): boolean {
  return brokenOff.test(said) && !diskFull.test(said);
}

/** Whether the server gives out tips of branches and tags only. Pure. */
export function refusesCommits({ said }: GitEnd): boolean {
  return /Server does not allow request for unadvertised object/i.test(said);
}

const diskFull = /No space left on device|Disk quota exceeded/i;
const brokenOff =
  /early EOF|unexpected disconnect|the remote end hung up unexpectedly|RPC failed|Connection reset by peer|transfer closed with|invalid index-pack output|Operation too slow|HTTP\/2 stream \d+ was/i;

interface Known {
  readonly pattern: RegExp;
  explain(subject: GitSubject, found: string, line: string): Diagnostic;
}

/** The first that fits explains; where git says several things, the cause is the one that stands further up here. */
const known: readonly Known[] = [
  {
    pattern: diskFull,
    explain: ({ doing, folder }) =>
      problem(
        'disk-full',
        `could not ${doing}: the disk of ${folder} is full`,
        'Free some space and run the same command again: it goes on where it ended.',
      ),
  },
  {
    // Of a file that it could not write git does not say why.
    pattern: /(unable to write (?:\w+ )?file[^\n]*)/i,
    explain: ({ doing, folder }, found) =>
      problem(
        'disk-full',
        `could not ${doing}: ${found}`,
        `Is the disk of ${folder} full? Free some space and run the same command again: it goes on where it ended.`,
      ),
  },
  {
    pattern:
      /Permission denied \(([^)]*)\)|Authentication failed|could not read (?:Username|Password)|HTTP Basic: Access denied|requested URL returned error: 40[13]/i,
    explain: ({ doing, repository }) =>
      problem(
        'repository-refused',
        `could not ${doing}: ${repository} refuses access`,
        'Check that the address is right, and that git reaches it without asking: by a credential helper, or an SSH key in the agent.',
      ),
  },
  {
    pattern: /Host key verification failed/i,
    explain: ({ doing, repository }) =>
      problem(
        'repository-refused',
        `could not ${doing}: the server of ${repository} is not in known_hosts, or its key has changed`,
        'Connect to it once by hand with ssh, and check the fingerprint.',
      ),
  },
  {
    pattern:
      /requested URL returned error: 404|repository '[^']*' not found|Repository not found|does not appear to be a git repository|not exported/i,
    explain: ({ doing, repository }) =>
      problem(
        'repository-not-found',
        `could not ${doing}: there is no repository at ${repository}`,
        'Check the address; where the repository is private, git needs a login for it.',
      ),
  },
  {
    pattern:
      /(Could not resolve (?:host|hostname)[^\n]*|Name or service not known|Temporary failure in name resolution|Failed to connect[^\n]*|Connection refused|Connection timed out|Network is unreachable|No route to host|Couldn't connect to server|unable to connect to[^\n]*)/i,
    explain: ({ doing, repository }, found) =>
      problem(
        'repository-unreachable',
        `could not ${doing}: ${repository} cannot be reached (${found.replace(/:$/, '')})`,
        'Check the address, the network and proxies, and run the same command again.',
      ),
  },
  {
    pattern: /(SSL certificate problem[^\n]*|server certificate verification failed[^\n]*|gnutls_handshake[^\n]*|TLS connect error[^\n]*)/i,
    explain: ({ doing, repository }, found) =>
      problem(
        'repository-unreachable',
        `could not ${doing}: no secure connection to ${repository} (${found})`,
        'Add the certificate of its authority: git config --global http.sslCAInfo <file>.',
      ),
  },
  {
    pattern: /not our ref|couldn't find remote ref|no such remote ref/i,
    explain: ({ doing, repository }) =>
      problem(
        'unknown-commit',
        `could not ${doing}: it is not in ${repository}`,
        'Check the commit, branch or tag, and whether it was pushed.',
      ),
  },
  {
    pattern: brokenOff,
    explain: ({ doing, repository }) =>
      problem(
        'transfer-broken',
        `could not ${doing}: the connection to ${repository} broke off`,
        'Run the same command again: it goes on where it ended.',
      ),
  },
  {
    pattern: /requested URL returned error: (\d+)/i,
    explain: ({ doing, repository }, status) =>
      problem(
        'repository-unreachable',
        `could not ${doing}: ${repository} answers with HTTP status ${status}`,
        'Run the same command again later.',
      ),
  },
  {
    pattern: /transport '(\w+)' not allowed/i,
    explain: ({ doing }, transport) =>
      problem(
        'transport-refused',
        `could not ${doing}: git is not allowed to use ${transport} here`,
        'Use an https or ssh URL, or allow it: git config --global protocol.<name>.allow always.',
      ),
  },
  {
    pattern: /detected dubious ownership in repository at '([^']*)'/i,
    explain: ({ doing }, where) =>
      problem(
        'other-owner',
        `could not ${doing}: ${where} belongs to another user`,
        `Run the command as that user, or: git config --global --add safe.directory ${where}`,
      ),
  },
  {
    pattern: /Permission denied|Read-only file system|insufficient permission/i,
    explain: ({ doing, folder }, _found, line) =>
      problem('not-writable', `could not ${doing}: ${line}`, `Make ${folder} writable for the user who runs this command.`),
  },
  {
    pattern: /Unable to create '([^']*\.lock)': File exists/i,
    explain: ({ doing }, lock) =>
      problem(
        'git-busy',
        `could not ${doing}: another git process works there (${lock})`,
        'Wait until it is done and run the same command again. If there is none, remove that file.',
      ),
  },
  {
    pattern:
      /(object file [^\n]* is (?:empty|corrupt)[^\n]*|loose object [^\n]* is corrupt|pack[^\n]* is corrupted|bad object [^\n]*|unable to read tree[^\n]*)/i,
    explain: ({ doing, folder }, found) =>
      problem(
        'damaged-store',
        `could not ${doing}: the repository ${folder} is damaged (${found})`,
        `See what git -C ${folder} fsck says. If nothing of yours is in it alone, remove the folder and run the same command again.`,
      ),
  },
];

/** Of what git said, the line that tells most. */
function mainLine(said: string): string {
  const lines = said.split(/[\r\n]/).map((line) => line.replaceAll(/\p{Cc}/gu, '').trim());
  const told = lines.filter(
    (line) => line !== '' && !/^(?:remote: )?(?:Counting|Compressing|Receiving|Resolving|Enumerating|Updating)\b/.test(line),
  );
  const found = told.find((line) => /^(?:fatal|error): /.test(line)) ?? told.at(-1) ?? 'nothing';
  return found.replace(/^(?:fatal|error): /, '').slice(0, 300);
}
