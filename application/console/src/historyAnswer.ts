import { fail, ok, problem, type Result } from '@dust-workspace/component';
import type { HistoryAnswer, HistoryPoint } from './api.js';
import type { History } from './store.js';

/** What `GET /api/history` says. */
export function historyAnswer(from: Date, to: Date, sampleEvery: number, { source, samples }: History): HistoryAnswer {
  const components: Record<string, HistoryPoint[]> = {};
  for (const { at, component, state, latency } of samples) (components[component] ??= []).push([at.getTime(), state, latency]);
  return { from: from.getTime(), to: to.getTime(), sampleEvery, source, components };
}

const longest = 360;

/** The `minutes` of a query: 60 without one. */
export function parseMinutes(text: string | undefined): Result<number> {
  const minutes = text === undefined ? 60 : /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return minutes >= 1 && minutes <= longest ? ok(minutes) : fail(problem('bad-minutes', `minutes is a whole number from 1 to ${longest}`));
}
