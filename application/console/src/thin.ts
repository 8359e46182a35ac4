import type { Sample } from './sample.js';

/**
 * One sample for each `bucket` milliseconds and component, with the average of what was measured: that of its first, which says when it was. A state
 * that changes begins another one, so that no change is lost. As the database does it. `samples` are in the order of time. Pure.
 */
export function thin(samples: readonly Sample[], bucket: number): Sample[] {
  const groups: Sample[][] = [];
  const last = new Map<string, Sample[]>();
  for (const sample of samples) {
    const group = last.get(sample.component);
    const [first] = group ?? [];
    if (group !== undefined && first?.state === sample.state && numberOf(first, bucket) === numberOf(sample, bucket)) {
      group.push(sample);
      continue;
    }
    const next = [sample];
    groups.push(next);
    last.set(sample.component, next);
  }
  return groups.flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const average = (key: 'latency' | 'cpuShare' | 'memoryBytes'): number | null => averageOf(group.map((sample) => sample[key]));
    return [{ ...first, latency: average('latency'), cpuShare: average('cpuShare'), memoryBytes: average('memoryBytes') }];
  });
}

function numberOf({ at }: Sample, bucket: number): number {
  return Math.floor(at.getTime() / bucket);
}

function averageOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
