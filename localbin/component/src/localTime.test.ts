import { describe, expect, it } from 'vitest';
import { fromLocal, machineOffset, toLocal } from './localTime.js';
import { zoneOffset } from './testing/zoneOffset.js';

const newYork = zoneOffset('America/New_York');
const lordHowe = zoneOffset('Australia/Lord_Howe');

function instantOf(shown: string, offsetAt = newYork): string {
  return new Date(fromLocal(new Date(`${shown}Z`), offsetAt)).toISOString();
}

describe('local time', () => {
  it('is what clocks show at an instant', () => {
    expect(toLocal(Date.parse('2026-03-08T06:59:59Z'), newYork).toISOString()).toBe('2026-03-08T01:59:59.000Z');
    expect(toLocal(Date.parse('2026-03-08T07:00:00Z'), newYork).toISOString()).toBe('2026-03-08T03:00:00.000Z');
  });

  it('that comes once means one instant', () => {
    expect(instantOf('2026-01-15T12:00:00')).toBe('2026-01-15T17:00:00.000Z');
    expect(instantOf('2026-03-08T01:59:59')).toBe('2026-03-08T06:59:59.000Z');
    expect(instantOf('2026-03-08T03:00:00')).toBe('2026-03-08T07:00:00.000Z');
    expect(instantOf('2026-11-01T00:59:59')).toBe('2026-11-01T04:59:59.000Z');
    expect(instantOf('2026-11-01T02:00:00')).toBe('2026-11-01T07:00:00.000Z');
  });

  it('that comes twice means the first', () => {
    expect(instantOf('2026-11-01T01:30:00')).toBe('2026-11-01T05:30:00.000Z');
    expect(instantOf('2026-04-05T01:45:00', lordHowe)).toBe('2026-04-04T14:45:00.000Z');
  });

  it('that is skipped is read as if clocks had not been put forward', () => {
    expect(instantOf('2026-03-08T02:30:00')).toBe('2026-03-08T07:30:00.000Z');
    expect(instantOf('2026-10-04T02:10:00', lordHowe)).toBe('2026-10-03T15:40:00.000Z');
  });

  it('goes there and back in the zone of this machine', () => {
    const instant = Date.parse('2026-07-01T12:34:56Z');
    expect(fromLocal(toLocal(instant, machineOffset), machineOffset)).toBe(instant);
  });
});
