import { expect, it } from 'vitest';
import { parseSince } from './parseSince.js';

const now = new Date(2026, 10, 22, 14, 2, 31);

it.each([
  ['10m', new Date(2026, 10, 22, 13, 52, 31)],
  ['90s', new Date(2026, 10, 22, 14, 1, 1)],
  ['1d', new Date(now.getTime() - 86_400_000)],
  ['2026-11-22T10:00', new Date(2026, 10, 22, 10)],
  ['2026-11-22 10:00:05', new Date(2026, 10, 22, 10, 0, 5)],
  ['2026-11-22', new Date(2026, 10, 22)],
  ['10:30', new Date(2026, 10, 22, 10, 30)],
  ['2026-11-22T10:00Z', new Date('2026-11-22T10:00:00Z')],
  ['2026-11-22t10:00:00.250+02:00', new Date('2026-11-22T08:00:00.250Z')],
])('%s is a time', (text, expected) => {
  expect(parseSince(text, now)).toBe(expected.getTime());
});

it.each(['', 'never', '10', '-5m', '2026-13-01', '2026-11-22T', '25:00', '2026-11-22T10:00 and more', '10:00Zulu'])(
  '%j is none',
  (text) => {
    expect(parseSince(text, now)).toBeUndefined();
  },
);
