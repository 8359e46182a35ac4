import { fail, ok, problem, type Result } from '@dust-workspace/component';
import type { Usage } from '@dust-workspace/lifecycle';
import { describe, expect, it } from 'vitest';
import { createUsageWatch } from './usageWatch.js';

const reading = (cpuMilliseconds: number, at: number): Result<ReadonlyMap<string, Usage>> =>
  ok(new Map([['redis', { cpuMilliseconds, memoryBytes: 1_024, processes: 2, at: new Date(at) }]]));
const using = (cpuShare: number | null) => ({ redis: { cpuShare, memoryBytes: 1_024, processes: 2 } });

describe('what components take', () => {
  it('is a share of the time between two looks; samples are not disturbed by whoever looks in between', async () => {
    const readings = [reading(0, 0), reading(0, 0), reading(400, 1_000), reading(1_000, 2_000)];
    const usage = createUsageWatch({ read: () => Promise.resolve(readings.shift() ?? ok(new Map())), deadline: 1_000 });

    const seen = [await usage.sample(), await usage.live(), await usage.live(), await usage.sample(), await usage.live()];

    expect(seen).toEqual([using(null), using(null), using(0.4), using(0.5), {}]);
  });

  it('is what a sample found while nobody looks', async () => {
    const readings = [reading(0, 0), reading(500, 1_000), reading(500, 2_000)];
    const usage = createUsageWatch({ read: () => Promise.resolve(readings.shift() ?? ok(new Map())), deadline: 1_000 });

    await usage.sample();
    await usage.sample();
    expect(usage.known()).toEqual(using(0.5));

    const stop = usage.subscribe(() => undefined);
    await usage.sample();
    expect(usage.known()).toEqual(using(0.5));
    stop();
  });

  it('is unknown where it cannot be read, or not in time', async () => {
    const broken = createUsageWatch({ read: () => Promise.resolve(fail(problem('x', 'y'))), deadline: 1_000 });
    const throwing = createUsageWatch({ read: () => Promise.reject(new Error('x')), deadline: 1_000 });
    const hanging = createUsageWatch({ read: () => new Promise(() => undefined), deadline: 5 });
    expect(await Promise.all([broken.live(), throwing.live(), hanging.live()])).toEqual([{}, {}, {}]);
  });
});
