import { expect, it } from 'vitest';
import { samplesOf } from './sample.js';
import { reportOf, row } from './testing/report.js';

it('a report gives one sample for each component, with the latency of its probe where one answered', () => {
  const at = new Date('2025-01-01T12:00:00Z');
  expect(samplesOf(reportOf([row('redis', 'stopped'), row('timescale', 'degraded')], { timescale: 1.5 }), at)).toEqual([
    { at, component: 'redis', state: 'stopped', latency: null },
    { at, component: 'timescale', state: 'degraded', latency: 1.5 },
  ]);
});
