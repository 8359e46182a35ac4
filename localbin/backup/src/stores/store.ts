import type { Writable } from 'node:stream';
import type { Diagnostic, Result } from '@dust-workspace/component';
import type { SetOwner } from '../setOwner.js';
import type { SetStamps, StampChange } from '../setStamps.js';

/**
 * A place where sets are kept: files under paths, and one manifest for each set, which is its commit point. A store knows nothing of what is in
 * the files. Every store passes the same conformance suite; failures that a person can cause come back as diagnostics.
 */
export interface Store {
  /** For people: `env/backup/local/sets`, `the restic repository /srv/backup`. */
  readonly description: string;
  /** Whether it compresses by itself, and wants files as they are. */
  readonly compresses: boolean;

  /** Ids of all sets that were committed, the newest first. */
  ids(): Promise<Result<readonly string[]>>;

  /** What else lies there and is no set, nor one that is being written: as warnings. */
  strangers(): Promise<readonly Diagnostic[]>;

  /** The manifest of a set and the line with its checksum, as they were committed; unchecked. Fails with `set-damaged` where one is missing. */
  manifest(id: string): Promise<Result<StoredManifest>>;

  /** Begins a set under a new id that sorts behind all others. Nobody sees it before it is committed. */
  begin(options: BeginOptions): Promise<Result<SetSink>>;

  /** What is stored under a path of a set, without reading it. */
  look(id: string, path: string): Promise<StoredEntry>;

  /** Paths of all files of a set, manifest and stamps left out, in any order. */
  paths(id: string): Promise<Result<readonly string[]>>;

  /** The bytes of a file as stored. Ends in an error where it cannot be read. */
  read(id: string, path: string): AsyncIterable<Buffer>;

  /** What was learnt of a set after it was committed. Where what is kept of that is damaged, nothing is known but that it may be pinned. */
  stamps(id: string): Promise<SetStamps>;

  /** Adds to what is known of a set: at once and as a whole, or not at all. */
  stamp(id: string, change: StampChange): Promise<Result<void>>;

  /** Removes sets. Killed half way, what is left of one is never taken for a set, and the next `sweep` removes it. */
  remove(ids: readonly string[]): Promise<Result<void>>;

  /** Removes what writers and removers left behind who died, and returns what it was, for people. What a living process writes stays. */
  sweep(isOwnerAlive: (owner: SetOwner) => boolean | Promise<boolean>): Promise<Result<readonly string[]>>;
}

export interface BeginOptions {
  /** The process that writes. */
  readonly owner: SetOwner;
  readonly now: Date;
  /** Numbers from 0 up to 1. */
  readonly random: () => number;
}

export interface StoredManifest {
  readonly content: Buffer;
  /** In the format of sha256sum. */
  readonly checksum: string;
}

export type StoredEntry =
  | { readonly kind: 'missing' }
  /** `bytes` is absent where only reading would tell. */
  | { readonly kind: 'file'; readonly bytes?: number }
  /** Something that is no file of ours. `what` is for people: `is not a file`. */
  | { readonly kind: 'other'; readonly what: string };

/** The writing side of one set. Files may be written side by side. */
export interface SetSink {
  readonly id: string;
  /** Takes the bytes of a new file. */
  file(path: string): StoreFile;
  /**
   * Makes it a set: on the disk, or in the repository, with all its files when this resolves. Every file must have been stored, or given up.
   * With `keep`, files under other paths do not become part of it.
   */
  commit(manifest: StoredManifest, keep?: readonly string[]): Promise<Result<void>>;
  /** Removes all that was written. */
  abort(): Promise<void>;
}

export interface StoreFile {
  /** Ends in an error where the store does not take it. Destroying it with an error gives the file up. */
  readonly input: Writable;
  /** Settles when the file is stored, or was given up. Never rejects. */
  readonly outcome: Promise<StoreOutcome>;
}

export type StoreOutcome =
  | { readonly kind: 'stored' }
  /** The store did not take it. */
  | { readonly kind: 'unwritable'; readonly diagnostic: Diagnostic }
  /** Whoever wrote to it gave up. */
  | { readonly kind: 'abandoned'; readonly error: Error };
