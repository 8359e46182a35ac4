import { zoneOffset } from '@dust-workspace/component/testing';
import { describe, expect, it } from 'vitest';
import { before, formatSpan, parseSpan, type Span } from './span.js';

const newYork = zoneOffset('America/New_York');

function spanOf(text: string): Span {
  const span = parseSpan(text);
  if (span === undefined) throw new Error(`${text} is no span`);
  return span;
}

function backFrom(instant: string, span: string): string {
  return new Date(before(Date.parse(instant), spanOf(span), newYork)).toISOString();
}

describe('a span', () => {
  it('is written as years, months, days and hours, in any order', () => {
    expect(parseSpan('1y5m7d2h')).toEqual({ years: 1, months: 5, days: 7, hours: 2 });
    expect(parseSpan('2h14d')).toEqual({ years: 0, months: 0, days: 14, hours: 2 });
    expect(formatSpan(spanOf('2h7d5m1y'))).toBe('1y5m7d2h');
    expect(formatSpan(spanOf('0d'))).toBe('0h');
  });

  it('is nothing else', () => {
    for (const text of ['', '7', 'd', '7 d', '-7d', '1.5d', '7w', '7D', '1d2d', '1234567d', '7d\n'])
      expect([text, parseSpan(text)]).toEqual([text, undefined]);
  });

  it('goes back by the calendar, at the same time of the day', () => {
    expect(backFrom('2026-03-09T12:00:00Z', '2d')).toBe('2026-03-07T13:00:00.000Z');
    expect(backFrom('2026-03-09T12:00:00Z', '48h')).toBe('2026-03-07T12:00:00.000Z');
    expect(backFrom('2024-03-31T12:00:00Z', '1m')).toBe('2024-03-02T13:00:00.000Z');
    expect(backFrom('2024-02-29T12:00:00Z', '1y')).toBe('2023-03-01T12:00:00.000Z');
  });

  it('that goes back further than time does takes in everything', () => {
    expect(before(0, spanOf('999999y'), newYork)).toBe(Number.NEGATIVE_INFINITY);
  });
});
