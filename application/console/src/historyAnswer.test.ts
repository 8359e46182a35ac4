import { expect, it } from 'vitest';
import { historyAnswer } from './historyAnswer.js';
import { sampleWith } from './testing/samples.js';

it('the history is one list of [time, state, latency, share, memory] for each component', () => {
  const frame = { from: new Date(0), to: new Date(60_000), sampleEvery: 10_000, bucket: 20_000 };
  const samples = [
    sampleWith({ at: new Date(1_000), state: 'starting' }),
    sampleWith({ at: new Date(1_000), component: 'timescale', state: 'degraded', latency: 2.00049, cpuShare: 1 / 3, memoryBytes: 1.5 }),
    sampleWith({ at: new Date(11_000), latency: 0.5 }),
  ];
  expect(historyAnswer(frame, { source: 'database', samples })).toEqual({
    from: 0,
    to: 60_000,
    sampleEvery: 10_000,
    bucket: 20_000,
    source: 'database',
    components: {
      redis: [
        [1_000, 'starting', null, null, null],
        [11_000, 'healthy', 0.5, null, null],
      ],
      timescale: [[1_000, 'degraded', 2, 0.333, 2]],
    },
  });
  expect(historyAnswer({ ...frame, bucket: undefined }, { source: 'memory', samples: [] }).bucket).toBeNull();
});
