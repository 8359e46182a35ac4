import type { ComponentState } from '@dust-workspace/lifecycle';
import { formatLatency, formatSpan } from './format.js';
import type { Reading, Run } from './plot.js';

/** A lane of the plot in words, for those who do not see it. */
export function describeLane(name: string, runs: readonly Run[], curves: readonly (readonly Reading[])[]): string {
  if (runs.length === 0) return `${name}: no record`;
  return `${name}: ${spells(runs)}${latencies(curves.flat().map(({ latency }) => latency))}`;
}

export function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function spells(runs: readonly Run[]): string {
  const spent = new Map<ComponentState, number>();
  for (const { state, from, to } of runs) spent.set(state, (spent.get(state) ?? 0) + to - from);
  return [...spent]
    .sort((a, b) => b[1] - a[1])
    .map(([state, span]) => `${state} for ${formatSpan(span)}`)
    .join(', ');
}

function latencies(values: readonly number[]): string {
  const middle = median(values);
  return middle === undefined
    ? ''
    : `; readiness probe ${formatLatency(middle)} in the median, ${formatLatency(Math.max(...values))} at most`;
}
