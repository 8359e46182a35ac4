import type { ComponentState } from '@dust-workspace/lifecycle';

/** One moment of a component: milliseconds, state, latency of its probe in milliseconds, share of one core, bytes of memory. */
export type HistoryPoint = readonly [
  at: number,
  state: ComponentState,
  latency: number | null,
  cpuShare: number | null,
  memoryBytes: number | null,
];

/** Answer of `GET /api/history`. */
export interface HistoryAnswer {
  readonly from: number;
  readonly to: number;
  /** Milliseconds between two samples; a much longer distance than this and `bucket` is a gap in the record. */
  readonly sampleEvery: number;
  /** Milliseconds for which one point stands where the samples were thinned: the average of what can be measured, and every change of the state. */
  readonly bucket: number | null;
  /** `memory`: only what this console has seen itself. */
  readonly source: 'database' | 'memory';
  /** Oldest first. */
  readonly components: Readonly<Record<string, readonly HistoryPoint[]>>;
}
