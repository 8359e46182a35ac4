import { zoneOffset } from '@dust-workspace/component/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastDue, nextDue } from './dueTimes.js';
import type { ScheduleSpec } from './spec.js';

const newYork = zoneOffset('America/New_York');
const time = { hour: 2, minute: 30 };

function around(spec: ScheduleSpec, at: string): [string, string] {
  const instant = Date.parse(at);
  return [new Date(lastDue(spec, instant, newYork)).toISOString(), new Date(nextDue(spec, instant, newYork)).toISOString()];
}

describe('something is due', () => {
  it('every hour, day, week or month, by local clocks', () => {
    const at = '2026-11-22T12:15:00Z';
    expect(around({ kind: 'hourly' }, at)).toEqual(['2026-11-22T12:00:00.000Z', '2026-11-22T13:00:00.000Z']);
    expect(around({ kind: 'daily', time }, at)).toEqual(['2026-11-22T07:30:00.000Z', '2026-11-23T07:30:00.000Z']);
    expect(around({ kind: 'weekly', weekday: 0, time }, at)).toEqual(['2026-11-22T07:30:00.000Z', '2026-11-29T07:30:00.000Z']);
    expect(around({ kind: 'weekly', weekday: 1, time }, at)).toEqual(['2026-11-16T07:30:00.000Z', '2026-11-23T07:30:00.000Z']);
    expect(around({ kind: 'monthly', day: 28, time }, at)).toEqual(['2026-10-28T06:30:00.000Z', '2026-11-28T07:30:00.000Z']);
    expect(around({ kind: 'monthly', day: 1, time }, '2026-12-31T12:00:00Z')).toEqual([
      '2026-12-01T07:30:00.000Z',
      '2027-01-01T07:30:00.000Z',
    ]);
  });

  it('at the very instant', () => {
    expect(around({ kind: 'daily', time }, '2026-11-22T07:30:00Z')).toEqual(['2026-11-22T07:30:00.000Z', '2026-11-23T07:30:00.000Z']);
  });

  it('once in a night in which that time is skipped, and once in one in which it comes twice', () => {
    expect(around({ kind: 'daily', time }, '2026-03-08T07:29:59Z')).toEqual(['2026-03-07T07:30:00.000Z', '2026-03-08T07:30:00.000Z']);
    expect(around({ kind: 'daily', time }, '2026-03-08T12:00:00Z')).toEqual(['2026-03-08T07:30:00.000Z', '2026-03-09T06:30:00.000Z']);
    const twice: ScheduleSpec = { kind: 'daily', time: { hour: 1, minute: 30 } };
    expect(around(twice, '2026-11-01T05:30:00Z')).toEqual(['2026-11-01T05:30:00.000Z', '2026-11-02T06:30:00.000Z']);
    expect(around(twice, '2026-11-01T06:31:00Z')).toEqual(['2026-11-01T05:30:00.000Z', '2026-11-02T06:30:00.000Z']);
  });

  it('hourly where clocks differ by half an hour from those of others', () => {
    const at = Date.parse('2026-11-22T12:15:00Z');
    expect(new Date(lastDue({ kind: 'hourly' }, at, zoneOffset('Asia/Kolkata'))).toISOString()).toBe('2026-11-22T11:30:00.000Z');
  });

  it('last not after an instant, next after it, and nothing between the two', () => {
    const spec = fc.oneof(
      fc.constant<ScheduleSpec>({ kind: 'hourly' }),
      fc
        .record({ hour: fc.nat(23), minute: fc.nat(59) })
        .chain((at) =>
          fc.constantFrom<ScheduleSpec>(
            { kind: 'daily', time: at },
            { kind: 'weekly', weekday: 3, time: at },
            { kind: 'monthly', day: 28, time: at },
          ),
        ),
    );
    const instant = fc.integer({ min: Date.parse('2025-01-01T00:00Z'), max: Date.parse('2028-01-01T00:00Z') });
    fc.assert(
      fc.property(spec, instant, (when, at) => {
        const [last, next] = [lastDue(when, at, newYork), nextDue(when, at, newYork)];
        expect(last <= at && at < next).toBe(true);
        expect([nextDue(when, last, newYork), lastDue(when, next - 1, newYork)]).toEqual([next, last]);
      }),
      { numRuns: 300 },
    );
  });
});
