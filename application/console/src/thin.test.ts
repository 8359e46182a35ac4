import { describe, expect, it } from 'vitest';
import { sampleWith } from './testing/samples.js';
import { thin } from './thin.js';

const at = (seconds: number): Date => new Date(seconds * 1_000);

describe('samples that are thinned', () => {
  it('are averages of what is known, at the time of the first', () => {
    const samples = [
      sampleWith({ at: at(1), latency: 1, cpuShare: 0.5, memoryBytes: 100 }),
      sampleWith({ at: at(4), latency: null, cpuShare: 1.5, memoryBytes: 300 }),
      sampleWith({ at: at(9), latency: 3 }),
      sampleWith({ at: at(10), latency: 5 }),
    ];
    expect(thin(samples, 10_000)).toEqual([
      sampleWith({ at: at(1), latency: 2, cpuShare: 1, memoryBytes: 200 }),
      sampleWith({ at: at(10), latency: 5 }),
    ]);
  });

  it('lose no change of a state, and keep components apart', () => {
    const samples = [
      sampleWith({ at: at(1), state: 'healthy' }),
      sampleWith({ at: at(1), component: 'other', state: 'stopped' }),
      sampleWith({ at: at(2), state: 'failed' }),
      sampleWith({ at: at(2), component: 'other', state: 'stopped' }),
      sampleWith({ at: at(3), state: 'healthy' }),
      sampleWith({ at: at(4), state: 'healthy' }),
    ];
    expect(thin(samples, 10_000)).toEqual([samples[0], samples[1], samples[2], samples[4]]);
  });
});
