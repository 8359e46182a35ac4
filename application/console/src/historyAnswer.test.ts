import { describe, expect, it } from 'vitest';
import { historyAnswer, parseMinutes } from './historyAnswer.js';

describe('the history', () => {
  it('is one list of [time, state, latency] for each component', () => {
    const [from, to] = [new Date(0), new Date(60_000)];
    const samples = [
      { at: new Date(1_000), component: 'redis', state: 'starting' as const, latency: null },
      { at: new Date(1_000), component: 'timescale', state: 'degraded' as const, latency: 2 },
      { at: new Date(11_000), component: 'redis', state: 'healthy' as const, latency: 0.5 },
    ];
    expect(historyAnswer(from, to, 10_000, { source: 'database', samples })).toEqual({
      from: 0,
      to: 60_000,
      sampleEvery: 10_000,
      source: 'database',
      components: {
        redis: [
          [1_000, 'starting', null],
          [11_000, 'healthy', 0.5],
        ],
        timescale: [[1_000, 'degraded', 2]],
      },
    });
  });

  it('spans an hour unless told, and six at most', () => {
    expect([undefined, '1', '360'].map(parseMinutes)).toEqual([60, 1, 360].map((value) => ({ ok: true, value })));
    expect(['0', '361', '-5', '1.5', 'x', ''].map((text) => parseMinutes(text).ok)).toEqual(Array<boolean>(6).fill(false));
  });
});
