import { expect, it } from 'vitest';
import { samplesOf } from './sample.js';
import { reportOf, row } from './testing/report.js';

it('a report gives one sample for each component, with the latency of its probe and what it takes, where that is known', () => {
  const at = new Date('2025-01-01T12:00:00Z');
  const report = reportOf([row('redis', 'stopped'), row('timescale', 'degraded')], { timescale: 1.5 });
  const usage = { timescale: { cpuShare: 0.25, memoryBytes: 1_024, processes: 3 } };
  expect(samplesOf(report, usage, at)).toEqual([
    { at, component: 'redis', state: 'stopped', latency: null, cpuShare: null, memoryBytes: null },
    { at, component: 'timescale', state: 'degraded', latency: 1.5, cpuShare: 0.25, memoryBytes: 1_024 },
  ]);
});
