import type { RunAnswer } from '../../api.js';

/** For how long a run has been at work, or was, in milliseconds. */
export function takenBy({ startedAt, endedAt }: RunAnswer, now: number): number {
  return Math.max(0, (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt));
}
