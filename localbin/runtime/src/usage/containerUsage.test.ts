import { describe, expect, it } from 'vitest';
import { usageOf } from './containerUsage.js';

const at = new Date('2026-11-21T10:00:00Z');
const cpu_stats = { cpu_usage: { total_usage: 1_234_567_890 } };
const pids_stats = { current: 3 };

describe('what a container takes', () => {
  it('is without the files that nobody used of late, in both versions of control groups', () => {
    const expected = { cpuMilliseconds: 1_235, memoryBytes: 700, processes: 3, at };
    const second = { usage: 1_000, stats: { inactive_file: 300, active_file: 100 } };
    const first = { usage: 1_000, stats: { total_inactive_file: 300, inactive_file: 1, cache: 400 } };
    expect(usageOf({ cpu_stats, pids_stats, memory_stats: second }, at)).toEqual(expected);
    expect(usageOf({ cpu_stats, pids_stats, memory_stats: first }, at)).toEqual(expected);
  });

  it('is all memory where the engine tells no more, or something impossible', () => {
    expect(usageOf({ cpu_stats, pids_stats, memory_stats: { usage: 1_000, stats: null } }, at)?.memoryBytes).toBe(1_000);
    expect(usageOf({ cpu_stats, pids_stats, memory_stats: { usage: 10, stats: { inactive_file: 11 } } }, at)?.memoryBytes).toBe(10);
  });

  it('is nothing for one that has ended by now', () => {
    expect(usageOf({ cpu_stats: { cpu_usage: { total_usage: 0 } }, memory_stats: {} }, at)).toBeUndefined();
    expect(usageOf({}, at)).toBeUndefined();
  });
});
