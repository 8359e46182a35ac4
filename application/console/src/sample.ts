import type { ComponentState, StatusReport } from '@dust-workspace/lifecycle';

/** What is recorded of one component at one moment. */
export interface Sample {
  readonly at: Date;
  readonly component: string;
  readonly state: ComponentState;
  /** Milliseconds; null where no readiness probe was asked or none answered. */
  readonly latency: number | null;
}

/** One sample for each component of a report. */
export function samplesOf(report: StatusReport, at: Date): Sample[] {
  return report.components.map(({ name, state }) => ({ at, component: name, state, latency: report.probes[name] ?? null }));
}
