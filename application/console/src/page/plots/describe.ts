import type { ComponentState } from '@dust-workspace/lifecycle';
import { formatSpan } from '../format.js';
import { median, type Spell } from './series.js';

/** How long each state lasted, in words, for those who do not see the strip. */
export function describeSpells(spells: readonly Spell[]): string {
  if (spells.length === 0) return 'no record';
  const spent = new Map<ComponentState, number>();
  for (const { state, from, to } of spells) spent.set(state, (spent.get(state) ?? 0) + to - from);
  return [...spent]
    .sort((a, b) => b[1] - a[1])
    .map(([state, span]) => `${state} for ${formatSpan(span)}`)
    .join(', ');
}

/** A line in words. */
export function describeSeries(values: readonly (number | null)[], format: (value: number) => string): string {
  const middle = median(values);
  if (middle === undefined) return 'no record';
  return `${format(middle)} in the median, ${format(Math.max(...values.filter((value) => value !== null)))} at most`;
}
