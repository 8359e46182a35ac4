import type { HistoryAnswer, HistoryPoint } from './api.js';
import type { History } from './store.js';

export interface HistoryFrame {
  readonly from: Date;
  readonly to: Date;
  /** Milliseconds. */
  readonly sampleEvery: number;
  readonly bucket: number | undefined;
}

/** What `GET /api/history` says. */
export function historyAnswer({ from, to, sampleEvery, bucket }: HistoryFrame, { source, samples }: History): HistoryAnswer {
  const components: Record<string, HistoryPoint[]> = {};
  for (const { at, component, state, latency, cpuShare, memoryBytes } of samples)
    (components[component] ??= []).push([at.getTime(), state, rounded(latency), rounded(cpuShare), whole(memoryBytes)]);
  return { from: from.getTime(), to: to.getTime(), sampleEvery, bucket: bucket ?? null, source, components };
}

/** More digits than a plot can show make the answer long. */
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1_000) / 1_000;
}

function whole(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
