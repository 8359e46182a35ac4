import { expect, it } from 'vitest';
import { statesIn } from './legend.js';

it('the legend has the states that occur, in their usual order', () => {
  const components = { redis: [[0, 'stopped', null] as const, [1, 'healthy', 1] as const], timescale: [[0, 'stopped', null] as const] };
  expect(statesIn({ from: 0, to: 1, sampleEvery: 1, source: 'memory', components })).toEqual(['healthy', 'stopped']);
});
