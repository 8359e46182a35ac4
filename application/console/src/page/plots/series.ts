import type { ComponentState } from '@dust-workspace/lifecycle';
import type { HistoryAnswer, HistoryPoint } from '../../api.js';

/** A stretch of one state. */
export interface Spell {
  readonly state: ComponentState;
  readonly from: number;
  readonly to: number;
}

export const measures = ['latency', 'cpu', 'memory'] as const;
export type Measure = (typeof measures)[number];

/** Values over one time axis; null where there is none. Times in seconds, as the plots want them. */
export type Series = { readonly times: readonly number[] } & Readonly<Record<Measure, readonly (number | null)[]>>;

/** A sample speaks for the time until the next one, which may be late or once missing; when none follows within so many distances, for one distance. */
const tolerance = 2.5;

/** Milliseconds that usually lie between two points of a history. */
export function spacingOf({ sampleEvery, bucket }: Pick<HistoryAnswer, 'sampleEvery' | 'bucket'>): number {
  return Math.max(sampleEvery, bucket ?? 0);
}

/** Stretches of one state, oldest first, within `from` and `to`. Where samples are missing there is none. Pure. */
export function spellsOf(points: readonly HistoryPoint[], spacing: number, from: number, to: number): Spell[] {
  const spells: Spell[] = [];
  points.forEach(([at, state], index) => {
    const next = points[index + 1]?.[0] ?? to;
    const end = Math.min(to, next - at <= spacing * tolerance ? next : at + spacing);
    const start = Math.max(from, at);
    const last = spells.at(-1);
    if (end <= start) return;
    if (last?.state === state && last.to === start) spells[spells.length - 1] = { ...last, to: end };
    else spells.push({ state, from: start, to: end });
  });
  return spells;
}

/** The measurements as lines, broken where samples are missing. Pure. */
export function seriesOf(points: readonly HistoryPoint[], spacing: number): Series {
  const rows: (readonly [number, number | null, number | null, number | null])[] = [];
  points.forEach(([at, , latency, cpu, memory], index) => {
    const before = points[index - 1]?.[0];
    if (before !== undefined && at - before > spacing * tolerance) rows.push([(before + at) / 2_000, null, null, null]);
    rows.push([at / 1_000, latency, cpu, memory]);
  });
  return {
    times: rows.map(([time]) => time),
    latency: rows.map(([, latency]) => latency),
    cpu: rows.map(([, , cpu]) => cpu),
    memory: rows.map(([, , , memory]) => memory),
  };
}

/** The point that speaks for a moment, if there is one. */
export function pointAt(points: readonly HistoryPoint[], moment: number, spacing: number): HistoryPoint | undefined {
  const point = points.findLast(([at]) => at <= moment);
  return point !== undefined && moment - point[0] <= spacing * tolerance ? point : undefined;
}

/** The middle of what there is. */
export function median(values: readonly (number | null)[]): number | undefined {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
