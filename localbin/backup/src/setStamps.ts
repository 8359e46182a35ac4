/** What was learnt of a set after it was committed. By component: the newest success of each. All times are ISO 8601, UTC. */
export interface SetStamps {
  /** When all bytes were found to be as written, and the component's own check passed. */
  readonly verified: Readonly<Record<string, string>>;
  /** When it was restored for a test and held what the backup had recorded. */
  readonly drilled: Readonly<Record<string, string>>;
  /** Kept whatever the retention policy says. */
  readonly pinned: Pin | null;
}

export interface Pin {
  readonly at: string;
  /** Why, in the words of whoever pinned it; empty where nothing was said. */
  readonly reason: string;
}

export type StampChange =
  | { readonly kind: 'verified' | 'drilled'; readonly at: string; readonly components: readonly string[] }
  | { readonly kind: 'pinned'; readonly pin: Pin | null };

export const noStamps: SetStamps = { verified: {}, drilled: {}, pinned: null };

/** Where what is kept of a set is damaged: nothing proves it any more, and it may have been pinned, so that nothing removes it unasked. */
export const damagedStamps: SetStamps = {
  verified: {},
  drilled: {},
  pinned: { at: '1970-01-01T00:00:00.000Z', reason: 'its stamps are damaged, and it may have been' },
};

/** What is known after `change`. */
export function withStamp(stamps: SetStamps, change: StampChange): SetStamps {
  if (change.kind === 'pinned') return { ...stamps, pinned: change.pin };
  const added = Object.fromEntries(change.components.map((component) => [component, change.at]));
  return { ...stamps, [change.kind]: { ...stamps[change.kind], ...added } };
}
