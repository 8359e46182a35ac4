import { formatSpan, isZero, type Span } from './span.js';

/** Each keeps the newest set of as many of its periods; `last` of as many as there are sets. */
export const periods = ['last', 'hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const;
export type Period = (typeof periods)[number];

/** What a prune keeps. With restic's meaning of `--keep-last`, `--keep-hourly` and so on; 0 is as if nothing had been said. */
export interface Policy extends Readonly<Record<Period, number>> {
  /** Everything that is no older than this, counted from the newest. */
  readonly within: Span | undefined;
}

export const emptyPolicy: Policy = { last: 0, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0, within: undefined };

/** Whether it says nothing at all. Such a policy removes nothing. */
export function isEmptyPolicy(policy: Policy): boolean {
  return periods.every((period) => policy[period] === 0) && (policy.within === undefined || isZero(policy.within));
}

/** For people: `last 3, daily 7, within 14d`. */
export function describePolicy(policy: Policy): string {
  const counts = periods.flatMap((period) => (policy[period] === 0 ? [] : [`${period} ${policy[period]}`]));
  const within = policy.within === undefined || isZero(policy.within) ? [] : [`within ${formatSpan(policy.within)}`];
  return [...counts, ...within].join(', ');
}
