import { expect, it } from 'vitest';
import {
  counted,
  formatAgo,
  formatBytes,
  formatClock,
  formatLatency,
  formatMinute,
  formatMoment,
  formatShare,
  formatSpan,
  formatTaken,
} from './format.js';

it('latencies have as many digits as matter', () => {
  expect([0.25, 8.44, 12.6, 999, 1_250].map(formatLatency)).toEqual(['0.3 ms', '8.4 ms', '13 ms', '999 ms', '1.3 s']);
});

it('sizes are in the unit that fits', () => {
  expect([0, 340, 1_024, 1_500_000, 300_000_000, 5 * 2 ** 40].map(formatBytes)).toEqual([
    '0 B',
    '340 B',
    '1.0 KiB',
    '1.4 MiB',
    '286 MiB',
    '5.0 TiB',
  ]);
});

it('spans are in one unit', () => {
  expect([1_000, 59_000, 300_000, 7_200_000, 86_400_000, 259_200_000].map(formatSpan)).toEqual([
    '1 s',
    '59 s',
    '5 min',
    '2 h',
    '1 day',
    '3 days',
  ]);
  expect([-50, 4_000, 12_000].map(formatAgo)).toEqual(['just now', 'just now', '12 s ago']);
});

it('the clock is that of the reader', () => {
  const moment = new Date(2025, 0, 1, 9, 5, 7).getTime();
  expect([formatClock(moment, false), formatClock(moment, true)]).toEqual(['09:05', '09:05:07']);
});

it('moments are told with their day where it is not today', () => {
  const today = new Date(2026, 10, 22, 18);
  const at = (...parts: [number, number, number, number, number, number]) => new Date(...parts).getTime();
  expect(formatMoment(at(2026, 10, 22, 9, 5, 7), today)).toBe('09:05:07');
  expect(formatMoment(at(2026, 10, 3, 9, 5, 7), today)).toBe('3 Nov 09:05:07');
  expect(formatMoment(at(2025, 0, 3, 9, 5, 7), today)).toBe('3 Jan 2025 09:05:07');
  expect(formatMinute(at(2026, 10, 22, 9, 5, 7), today)).toBe('today 09:05');
  expect(formatMinute(at(2026, 10, 3, 9, 5, 7), today)).toBe('3 Nov 09:05');
});

it('what was taken, used and counted reads as people say it', () => {
  expect([4.2, 840, 2_400, 60_000, 200_000, 3_600_000, 5_400_000].map(formatTaken)).toEqual([
    '4 ms',
    '840 ms',
    '2.4 s',
    '1 min',
    '3 min 20 s',
    '1 h',
    '1 h 30 min',
  ]);
  expect([0, 0.004, 0.12, 1.5].map(formatShare)).toEqual(['0 %', '0.4 %', '12 %', '150 %']);
  expect([counted(1, 'component'), counted(3, 'entry', 'entries')]).toEqual(['1 component', '3 entries']);
});
