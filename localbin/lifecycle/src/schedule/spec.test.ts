import { describe, expect, it } from 'vitest';
import { calendarExpression, cronFields } from './expressions.js';
import { formatSpec, parseSpec, type ScheduleSpec } from './spec.js';

function specOf(text: string): ScheduleSpec {
  const spec = parseSpec(text);
  if (!spec.ok) throw new Error(spec.diagnostics.map(({ message }) => message).join());
  return spec.value;
}

describe('a time for a schedule', () => {
  it('is one of four forms, which systemd and cron have in their own words', () => {
    const all = ['hourly', 'daily 02:00', 'Weekly sunday 4:05', 'weekly Wed 23:59', 'monthly 1 03:30', ' monthly  28  00:00 '];
    expect(all.map((text) => specOf(text)).map((spec) => [formatSpec(spec), calendarExpression(spec), cronFields(spec)])).toEqual([
      ['hourly', '*-*-* *:00:00', '0 * * * *'],
      ['daily 02:00', '*-*-* 02:00:00', '0 2 * * *'],
      ['weekly Sun 04:05', 'Sun *-*-* 04:05:00', '5 4 * * 0'],
      ['weekly Wed 23:59', 'Wed *-*-* 23:59:00', '59 23 * * 3'],
      ['monthly 1 03:30', '*-*-01 03:30:00', '30 3 1 * *'],
      ['monthly 28 00:00', '*-*-28 00:00:00', '0 0 28 * *'],
    ]);
  });

  it('is written so that it is read again', () => {
    for (const text of ['hourly', 'daily 02:00', 'weekly Sat 14:30', 'monthly 9 00:01']) expect(formatSpec(specOf(text))).toBe(text);
  });

  it('is nothing else, and what is wrong is said', () => {
    const refused = (text: string): string => {
      const spec = parseSpec(text);
      return spec.ok ? formatSpec(spec.value) : (spec.diagnostics[0]?.remedy ?? '');
    };
    const forms = 'Write hourly, daily 02:00, weekly Sun 04:00 or monthly 1 03:00.';
    expect(
      ['', '0 2 * * *', 'daily', 'daily 2', 'hourly 02:00', 'weekly 02:00', 'daily 02:00:00', 'daily 02:00\n* * * * *'].map(refused),
    ).toEqual(Array.from({ length: 8 }, () => forms));
    expect(
      ['daily 24:00', 'daily 02:60', 'weekly Son 02:00', 'weekly Sunny 02:00', 'monthly 0 02:00', 'monthly 29 02:00'].map(refused),
    ).toEqual([
      'Times go from 00:00 to 23:59.',
      'Times go from 00:00 to 23:59.',
      'The days are Sun, Mon, Tue, Wed, Thu, Fri, Sat.',
      'The days are Sun, Mon, Tue, Wed, Thu, Fri, Sat.',
      'Take a day from 1 to 28, which every month has.',
      'Take a day from 1 to 28, which every month has.',
    ]);
  });
});
