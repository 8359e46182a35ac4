import { expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.js';

it.each([
  ['500ms', 500],
  ['1.5s', 1_500],
  ['5m', 300_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
])('%s are %d milliseconds', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

it.each(['', '5', 's', '-5s', '5 s', '5S', '1h30m', '.5s'])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

it.each([
  [340, '340 ms'],
  [2_100, '2.1 s'],
  [200_000, '3 min 20 s'],
])('%d milliseconds are said as %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
