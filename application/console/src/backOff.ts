export interface BackOff {
  /** Milliseconds before the second attempt; each further wait is twice as long. */
  readonly first: number;
  /** The longest wait, in milliseconds. */
  readonly cap: number;
}

/** How long to wait after that many failures in a row, in milliseconds. */
export function waitAfter(failures: number, { first, cap }: BackOff): number {
  return Math.min(cap, first * 2 ** Math.max(0, failures - 1));
}
