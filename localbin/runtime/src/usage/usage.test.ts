import { describe, expect, it } from 'vitest';
import { cpuShare, type Usage } from './usage.js';

const reading = (cpuMilliseconds: number, at: number): Usage => ({ cpuMilliseconds, memoryBytes: 0, processes: 1, at: new Date(at) });

describe('the share of processors between two readings', () => {
  it('is the time used by the time elapsed', () => {
    expect(cpuShare(reading(100, 0), reading(600, 1_000))).toBe(0.5);
    expect(cpuShare(reading(0, 0), reading(2_000, 1_000))).toBe(2);
    expect(cpuShare(reading(700, 0), reading(700, 1_000))).toBe(0);
  });

  it('is unknown after a new start, and in no time', () => {
    expect(cpuShare(reading(600, 0), reading(100, 1_000))).toBeUndefined();
    expect(cpuShare(reading(100, 5), reading(100, 5))).toBeUndefined();
  });
});
