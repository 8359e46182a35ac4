import { fromLocal, toLocal, type OffsetAt } from '@dust-workspace/component';

/** A length of time by the calendar: a month before 31 March is not a number of hours. */
export interface Span {
  readonly years: number;
  readonly months: number;
  readonly days: number;
  readonly hours: number;
}

const units = { y: 'years', m: 'months', d: 'days', h: 'hours' } as const satisfies Record<string, keyof Span>;
type Unit = keyof typeof units;

/** `1y5m7d2h` as restic writes it: years, months, days, hours, each at most once and in any order. Undefined for anything else. */
export function parseSpan(text: string): Span | undefined {
  if (!/^(?:\d{1,6}[ymdh])+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+)([ymdh])/g)].map(([, count, unit]) => [units[unit as Unit], Number(count)] as const);
  if (new Set(parts.map(([unit]) => unit)).size < parts.length) return undefined;
  return { years: 0, months: 0, days: 0, hours: 0, ...Object.fromEntries(parts) };
}

export function formatSpan(span: Span): string {
  const parts = Object.entries(units).flatMap(([letter, unit]) => (span[unit] === 0 ? [] : [`${span[unit]}${letter}`]));
  return parts.join('') || '0h';
}

export function isZero(span: Span): boolean {
  return Object.values(units).every((unit) => span[unit] === 0);
}

/**
 * The instant that lies `span` before another: back in the calendar, at the same time of the day, then hours. A day that the month does not have
 * runs over into the next one: a month before 31 March is 3 March, or 2 March in a leap year.
 */
export function before(instant: number, span: Span, offsetAt: OffsetAt): number {
  const local = toLocal(instant, offsetAt);
  local.setUTCFullYear(local.getUTCFullYear() - span.years, local.getUTCMonth() - span.months, local.getUTCDate() - span.days);
  if (Number.isNaN(local.getTime())) return Number.NEGATIVE_INFINITY;
  return fromLocal(local, offsetAt) - span.hours * 3_600_000;
}
