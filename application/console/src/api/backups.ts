import type { ContentEntry } from '@dust-workspace/component';

/** A set in the list. */
export interface SetSummaryAnswer {
  readonly id: string;
  readonly at: string;
  /** As stored. */
  readonly bytes: number;
  readonly components: readonly string[];
  /** When each component in it was last proven sound by reading it. */
  readonly verified: Readonly<Record<string, string>>;
  /** When each component in it was last restored on trial and compared. */
  readonly drilled: Readonly<Record<string, string>>;
  readonly pinned: { readonly at: string; readonly reason: string } | null;
  /** What is not in it although it was to be, and why; empty where it is complete. */
  readonly incomplete: readonly { readonly component: string; readonly reason: string }[];
  /** Whether its writers were stopped while it was taken. */
  readonly consistent: boolean;
}

/** Answer of `GET /api/backups`, the newest first. */
export interface BackupsAnswer {
  /** Where they are kept, for people. */
  readonly store: string;
  readonly sets: readonly SetSummaryAnswer[];
  /** Sets that cannot be read. */
  readonly damaged: readonly { readonly id: string; readonly message: string }[];
}

export interface SnapshotAnswer {
  readonly component: string;
  /** `hook`: what its backup hook wrote. `volume`: a copy of its volume. */
  readonly method: 'hook' | 'volume';
  readonly runtime: string;
  /** What served the data: `postgresql 17.2`. */
  readonly engine: string | null;
  /** As stored. */
  readonly bytes: number;
  /** Before compression. */
  readonly contentBytes: number;
  readonly notes: readonly string[];
  /** What the data held, as it was recorded; null where nothing was. */
  readonly contents: readonly ContentEntry[] | null;
  /** Why the record cannot be read. */
  readonly problem: string | null;
}

/** Answer of `GET /api/backups/<set>`. */
export interface SetAnswer {
  readonly set: SetSummaryAnswer;
  readonly snapshots: readonly SnapshotAnswer[];
}
