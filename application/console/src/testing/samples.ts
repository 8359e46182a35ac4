import type { Sample } from '../sample.js';

/** A sample in which only some things matter. */
export function sampleWith(more: Partial<Sample>): Sample {
  return { at: new Date(0), component: 'redis', state: 'healthy', latency: null, cpuShare: null, memoryBytes: null, ...more };
}
