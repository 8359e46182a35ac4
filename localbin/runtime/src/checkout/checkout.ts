import type { Diagnostic } from '@dust-workspace/component';

/** A git checkout that a component is: where it comes from, which commit is wanted, and where it lies. */
export interface CheckoutPlace {
  /** A URL, also with credentials and as `host:path`, or the absolute path of a repository. */
  readonly repository: string;
  /** What is wanted: a full commit id, or the name of a branch or of a tag. */
  readonly commit: string;
  /** Absolute: the work tree, one an environment. */
  readonly folder: string;
  /** Absolute: the bare repository of which the work trees of all environments of a workspace are made. */
  readonly store: string;
  /** A checkout of the user: it is looked at, and never changed. */
  readonly own: boolean;
  readonly processEnv: NodeJS.ProcessEnv;
  /** Ends git, and with it what is being done; the next run goes on. */
  readonly signal: AbortSignal;
  /** One line for people, without credentials and control characters. */
  onProgress(line: string): void;
}

/**
 * What is found at a place, without asking the repository it comes from.
 *
 *                 prepare                      update
 *     absent ────────────────▶ checked-out ──────────────▶ checked-out
 *        │                       ▲      │
 *        │ killed                │      │ killed while it moved
 *        └──────▶ unfinished ────┘◀─────┘
 */
export type CheckoutState =
  | { readonly kind: 'absent' }
  /** A clone, a work tree or a move was interrupted; preparing finishes it. */
  | { readonly kind: 'unfinished'; readonly detail: string }
  | CheckedOut
  /** Something that is not ours to change lies there. */
  | { readonly kind: 'not-a-checkout'; readonly reason: string }
  | { readonly kind: 'no-git' };

export interface CheckedOut {
  readonly kind: 'checked-out';
  /** HEAD, in full. */
  readonly commit: string;
  /** The branch that the user checked out; by default HEAD is detached. */
  readonly branch?: string;
  /** Whether HEAD is the wanted commit; where a branch is wanted, any commit of it, as last fetched. */
  readonly wanted: boolean;
  /** Whether preparing has something to do: another commit is wanted than before and nothing stands in the way, or submodules are missing. */
  readonly due: boolean;
  /** Changed and untracked files; an untracked folder counts as one. */
  readonly changes: number;
  /** Commits of HEAD which are in no branch of a remote, nor in anything that was ever wanted. */
  readonly ahead: number;
  /** Commits of the wanted branch, as last fetched, which HEAD does not have; 0 where a commit or a tag is wanted. */
  readonly behind: number;
  /** Paths of submodules that are not there yet. */
  readonly missing: readonly string[];
}

/** What preparing did. */
export interface Prepared {
  /**
   * `made`: cloned or made from what is cloned. `moved`: to the commit that is wanted now. `completed`: submodules that were missing.
   * `unchanged`: all is as wanted. `left`: not as wanted, but with changes, commits or a choice of the user; the warnings say which.
   */
  readonly action: 'made' | 'moved' | 'completed' | 'unchanged' | 'left';
  /** HEAD now; undefined where an own folder is no git checkout. */
  readonly commit?: string;
  /** What was done, in one line. */
  readonly summary: string;
  readonly warnings: readonly Diagnostic[];
}

export interface UpdateOptions {
  /** Instead of the wanted commit: a full commit id, a branch or a tag. */
  readonly to?: string;
  /** Files and folders of the repository, of which it is told whether they changed: lockfiles, toolchains, migrations. */
  readonly notable?: readonly string[];
  /** Fetches and says where it would move, and moves nothing. */
  readonly dryRun?: boolean;
}

/** What an update changed. */
export interface Updated {
  /** `forward`: to a descendant. `moved`: to a commit that does not have all of those before; they are in the remote. */
  readonly action: 'unchanged' | 'forward' | 'moved';
  readonly from: string;
  readonly to: string;
  /** Commits that came, as far as the history is here: a shallow clone has only that since it was made. */
  readonly commits: number;
  /** The newest of them first, `<short id> <subject>`; at most 20. */
  readonly log: readonly string[];
  /** Commits that went; 0 unless it was `moved`. */
  readonly dropped: number;
  readonly filesChanged: number;
  /** Those of the notable paths below which something changed, in the order in which they were given. */
  readonly notable: readonly { readonly path: string; readonly files: number }[];
  readonly warnings: readonly Diagnostic[];
}

export interface Removed {
  /** `left`: a checkout of the user. */
  readonly action: 'removed' | 'nothing' | 'left';
}
