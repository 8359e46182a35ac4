import type { ComponentState } from '@dust-workspace/lifecycle';
import type { HistoryPoint } from '../api.js';

export interface Run {
  readonly state: ComponentState;
  readonly from: number;
  readonly to: number;
}

/** A sample speaks for the time until the next one, which may be late or once missing; when none follows within so many intervals, for one interval. */
const tolerance = 2.5;

/** Stretches of one state, oldest first, within `from` and `to`. Where samples are missing there is no run. */
export function runsOf(points: readonly HistoryPoint[], sampleEvery: number, from: number, to: number): Run[] {
  const runs: Run[] = [];
  points.forEach(([at, state], index) => {
    const next = points[index + 1]?.[0] ?? to;
    const end = Math.min(to, next - at <= sampleEvery * tolerance ? next : at + sampleEvery);
    const start = Math.max(from, at);
    const last = runs.at(-1);
    if (end <= start) return;
    if (last?.state === state && last.to === start) runs[runs.length - 1] = { ...last, to: end };
    else runs.push({ state, from: start, to: end });
  });
  return runs;
}

export interface Reading {
  readonly at: number;
  readonly latency: number;
}

/** The latencies, cut where none was measured. */
export function curvesOf(points: readonly HistoryPoint[], sampleEvery: number): Reading[][] {
  const curves: Reading[][] = [];
  let current: Reading[] = [];
  for (const [at, , latency] of points) {
    const last = current.at(-1);
    if (current.length > 0 && (latency === null || (last !== undefined && at - last.at > sampleEvery * tolerance))) {
      curves.push(current);
      current = [];
    }
    if (latency !== null) current.push({ at, latency });
  }
  return current.length === 0 ? curves : [...curves, current];
}

export type Scale = (value: number) => number;

/** Maps `from`…`to` to `start`…`end`. */
export function scale(from: number, to: number, start: number, end: number): Scale {
  const factor = to === from ? 0 : (end - start) / (to - from);
  return (value) => start + (value - from) * factor;
}

/** The smallest of 1, 1.5, 2, 3, 5, 7, 10, 15, … that is not below `value`. */
export function ceiling(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 1.5, 2, 3, 5, 7].find((step) => step * power >= value) ?? 10);
}

/** SVG path of a curve; a single reading becomes a dash of two pixels. */
export function linePath(curve: readonly Reading[], x: Scale, y: Scale): string {
  const [only] = curve;
  if (curve.length === 1 && only !== undefined) return `M${round(x(only.at) - 1)} ${round(y(only.latency))}h2`;
  return curve.map(({ at, latency }, index) => `${index === 0 ? 'M' : 'L'}${round(x(at))} ${round(y(latency))}`).join('');
}

/** The same, closed down to `floor`. */
export function areaPath(curve: readonly Reading[], x: Scale, y: Scale, floor: number): string {
  const [first, last] = [curve.at(0), curve.at(-1)];
  if (first === undefined || last === undefined || curve.length === 1) return '';
  return `${linePath(curve, x, y)}L${round(x(last.at))} ${floor}L${round(x(first.at))} ${floor}Z`;
}

/** The moments between `from` and `to` at which whole steps begin, counted in the reader's time zone. */
export function ticksOf(from: number, to: number, step: number, zone: number): number[] {
  const ticks: number[] = [];
  for (let at = Math.ceil((from - zone) / step) * step + zone; at <= to; at += step) ticks.push(at);
  return ticks;
}

/** The point that speaks for a moment, if there is one. */
export function pointAt(points: readonly HistoryPoint[], moment: number, sampleEvery: number): HistoryPoint | undefined {
  const point = points.findLast(([at]) => at <= moment);
  return point !== undefined && moment - point[0] <= sampleEvery * tolerance ? point : undefined;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
