import { fail, ok, problem, type Result } from '@dust-workspace/component';

/** What somebody wants to see of the past. */
export interface HistoryQuery {
  readonly minutes: number;
  /** Undefined: of all components. */
  readonly component: string | undefined;
}

const minutesPerWeek = 7 * 24 * 60;

export function parseHistoryQuery({ minutes = '60', component }: Readonly<Record<string, unknown>>): Result<HistoryQuery> {
  const count = typeof minutes === 'string' && /^\d{1,5}$/.test(minutes) ? Number(minutes) : 0;
  if (count < 1 || count > minutesPerWeek) return fail(problem('bad-minutes', `minutes is a whole number from 1 to ${minutesPerWeek}`));
  if (component !== undefined && typeof component !== 'string') return fail(problem('bad-component', 'component is the name of one'));
  return ok({ minutes: count, component });
}

/** Points of all components together, and of each. */
const most = { altogether: 20_000, each: 1_500, atLeast: 240 };

/**
 * For how many milliseconds one point is to stand, so that there are not too many of them: a multiple of the distance of samples. Undefined where each
 * sample is a point.
 */
export function bucketFor(span: number, sampleEvery: number, components: number): number | undefined {
  const points = Math.min(most.each, Math.max(most.atLeast, Math.floor(most.altogether / Math.max(1, components))));
  const samples = Math.ceil(span / points / sampleEvery);
  return samples <= 1 ? undefined : samples * sampleEvery;
}
