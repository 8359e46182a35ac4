/** How long, in milliseconds, Qdrant is waited for, and how often it is asked. */
export interface Patience {
  /** How often something is tried in all. */
  readonly attempts: number;
  /** Before the next attempt, counted from 1, or the next look. `retryAfter` is what Qdrant asked for. */
  pause(attempt: number, retryAfter?: number): number;
  /** Until an ordinary answer begins. */
  readonly answer: number;
  /** Until an answer begins for which Qdrant writes or reads a whole shard. */
  readonly work: number;
  /** Without a byte, while something is transferred. */
  readonly silence: number;
  /** Until shards are active and collections green. */
  readonly settle: number;
}

const second = 1_000;
const minute = 60 * second;

export const patience: Patience = {
  attempts: 8,
  pause: (attempt, retryAfter = 0) => Math.max(Math.min(retryAfter, 2 * minute), Math.min(250 * 2 ** (attempt - 1), 10 * second)),
  answer: minute,
  work: 30 * minute,
  silence: minute,
  settle: 30 * minute,
};
