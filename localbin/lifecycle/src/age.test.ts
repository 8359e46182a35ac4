import { expect, test } from 'vitest';
import { ageOf } from './age.js';

test('an age is said in the one unit that matters, and a clock that was set back makes nothing negative', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  const times = ['2026-11-22T12:30:00Z', '2026-11-22T11:59:30Z', '2026-11-22T10:30:00Z', '2026-11-21T08:00:00Z', '2026-11-01T12:00:00Z'];
  expect(times.map((at) => ageOf(at, now))).toEqual(['just now', 'just now', '90 min ago', '28 h ago', '21 d ago']);
});
