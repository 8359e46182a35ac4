import { toLocal, type OffsetAt } from '@dust-workspace/component';
import { periods, type Period, type Policy } from './policy.js';
import { before, isZero, type Span } from './span.js';

/** A rule that keeps a set: one for each line of a policy. */
export type Rule = { readonly kind: 'period'; readonly period: Period } | { readonly kind: 'within'; readonly within: Span };

export interface RuleContext {
  readonly now: Date;
  readonly offsetAt: OffsetAt;
}

/**
 * Which rules keep each of `times`, which are in milliseconds, the newest first. What restic does with the snapshots of one group: every rule walks
 * from the newest to the oldest and keeps what begins another of its periods by local clocks, until its number is used up; while some of it is
 * left, the oldest of all is kept as well. https://restic.readthedocs.io/en/stable/060_forget.html
 */
export function applyRules(policy: Policy, times: readonly number[], context: RuleContext): Rule[][] {
  const isWithin = withinRule(policy.within, times, context);
  const counts = periods.flatMap((period) => (policy[period] === 0 ? [] : [periodRule(period, policy[period], times.length, context)]));
  return times.map((time, index) => [...isWithin(time), ...counts.flatMap((rule) => rule(time, index))]);
}

/** Counted from the newest that is not in the future. */
function withinRule(within: Span | undefined, times: readonly number[], { now, offsetAt }: RuleContext): (time: number) => Rule[] {
  if (within === undefined || isZero(within)) return () => [];
  const newest = times.find((time) => time < now.getTime());
  const since = newest === undefined ? Number.NEGATIVE_INFINITY : before(newest, within, offsetAt);
  return (time) => (time > since ? [{ kind: 'within', within }] : []);
}

function periodRule(period: Period, count: number, total: number, { offsetAt }: RuleContext): (time: number, index: number) => Rule[] {
  let left = count;
  let previous: number | undefined;
  return (time, index) => {
    if (left === 0) return [];
    const current = periodOf(period, toLocal(time, offsetAt), index);
    if (current === previous && index < total - 1) return [];
    previous = current;
    left--;
    return [{ kind: 'period', period }];
  };
}

/** A number that all instants of the same period have in common, and no others. `local` has local time in its UTC fields. */
function periodOf(period: Period, local: Date, index: number): number {
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  switch (period) {
    case 'last':
      return index;
    case 'hourly':
      return Date.UTC(year, month, day, local.getUTCHours());
    case 'daily':
      return Date.UTC(year, month, day);
    case 'weekly':
      // Weeks begin on Mondays.
      return Date.UTC(year, month, day - ((local.getUTCDay() + 6) % 7));
    case 'monthly':
      return Date.UTC(year, month);
    case 'yearly':
      return year;
    default:
      return period satisfies never;
  }
}
