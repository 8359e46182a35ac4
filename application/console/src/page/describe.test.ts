import { expect, it } from 'vitest';
import { describeLane } from './describe.js';

const minute = 60_000;

it('a lane in words says how long each state lasted and how fast the probe was', () => {
  const runs = [
    { state: 'stopped' as const, from: 0, to: 2 * minute },
    { state: 'healthy' as const, from: 2 * minute, to: 9 * minute },
    { state: 'failed' as const, from: 9 * minute, to: 10 * minute },
    { state: 'healthy' as const, from: 10 * minute, to: 30 * minute },
  ];
  const curves = [[1, 9].map((latency) => ({ at: 0, latency })), [2].map((latency) => ({ at: 0, latency }))];
  expect(describeLane('redis', runs, curves)).toBe(
    'redis: healthy for 27 min, stopped for 2 min, failed for 1 min; readiness probe 2.0 ms in the median, 9.0 ms at most',
  );
  expect(describeLane('redis', runs.slice(0, 1), [])).toBe('redis: stopped for 2 min');
  expect(describeLane('redis', [], [])).toBe('redis: no record');
});
