import { fromLocal, toLocal, type OffsetAt } from '@dust-workspace/component';
import type { ScheduleSpec } from './spec.js';

const hour = 3_600_000;

/** The last instant up to and including `at` at which something is due. All in milliseconds since 1970. */
export function lastDue(spec: ScheduleSpec, at: number, offsetAt: OffsetAt): number {
  return Math.max(...dueNear(spec, at, offsetAt).filter((due) => due <= at));
}

/** The first instant after `at` at which something is due. */
export function nextDue(spec: ScheduleSpec, at: number, offsetAt: OffsetAt): number {
  return Math.min(...dueNear(spec, at, offsetAt).filter((due) => due > at));
}

/** Some before and some after `at`. Times that clocks skip or show twice are due once. */
function dueNear(spec: ScheduleSpec, at: number, offsetAt: OffsetAt): number[] {
  const local = toLocal(at, offsetAt);
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  const near = [-2, -1, 0, 1, 2];
  const onDays = (
    days: readonly (readonly [month: number, day: number])[],
    { time }: Exclude<ScheduleSpec, { kind: 'hourly' }>,
  ): number[] => days.map(([inMonth, onDay]) => fromLocal(new Date(Date.UTC(year, inMonth, onDay, time.hour, time.minute)), offsetAt));
  switch (spec.kind) {
    case 'hourly': {
      const begun = at - (local.getTime() % hour);
      return near.map((step) => begun + step * hour);
    }
    case 'daily':
      return onDays(
        near.map((step) => [month, day + step] as const),
        spec,
      );
    case 'weekly':
      return onDays(
        near.map((step) => [month, day - local.getUTCDay() + spec.weekday + 7 * step] as const),
        spec,
      );
    case 'monthly':
      return onDays(
        near.map((step) => [month + step, spec.day] as const),
        spec,
      );
    default:
      return spec satisfies never;
  }
}
