import type { ComponentState, StatusReport } from '@dust-workspace/lifecycle';
import type { UsageAnswer } from './api.js';

/** What is recorded of one component at one moment. */
export interface Sample {
  readonly at: Date;
  readonly component: string;
  readonly state: ComponentState;
  /** Milliseconds; null where no readiness probe was asked or none answered. */
  readonly latency: number | null;
  /** Of one core, since the sample before; null where it is not known. */
  readonly cpuShare: number | null;
  readonly memoryBytes: number | null;
}

/** One sample for each component of a report. */
export function samplesOf(report: StatusReport, usage: Readonly<Record<string, UsageAnswer>>, at: Date): Sample[] {
  return report.components.map(({ name, state }) => ({
    at,
    component: name,
    state,
    latency: report.probes[name] ?? null,
    cpuShare: usage[name]?.cpuShare ?? null,
    memoryBytes: usage[name]?.memoryBytes ?? null,
  }));
}
