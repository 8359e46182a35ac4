import { describe, expect, it } from 'vitest';
import { createBuffer } from './buffer.js';
import type { Sample } from './sample.js';
import { sampleWith } from './testing/samples.js';

const sample = (second: number): Sample => sampleWith({ at: new Date(second * 1_000), latency: second });
const seconds = (samples: readonly Sample[]) => samples.map(({ latency }) => latency);

describe('a sample buffer', () => {
  it('hands out what is not stored, oldest first, a batch at a time', () => {
    const buffer = createBuffer(10);
    buffer.add([1, 2, 3, 4, 5].map(sample));

    const first = buffer.pending(2);
    buffer.stored(first);

    expect(seconds(first.samples)).toEqual([1, 2]);
    expect(seconds(buffer.pending(10).samples)).toEqual([3, 4, 5]);
    expect(buffer.buffered).toBe(3);
  });

  it('keeps what is stored for the history', () => {
    const buffer = createBuffer(10);
    buffer.add([1, 2, 3].map(sample));
    buffer.stored(buffer.pending(10));

    expect(seconds(buffer.since(new Date(2_000)))).toEqual([2, 3]);
    expect([buffer.buffered, buffer.dropped]).toEqual([0, 0]);
  });

  it('lets the oldest go when it is full and counts those that were never stored', () => {
    const buffer = createBuffer(3);
    buffer.add([1, 2].map(sample));
    buffer.stored(buffer.pending(1));
    buffer.add([3, 4, 5, 6].map(sample));

    expect(seconds(buffer.pending(10).samples)).toEqual([4, 5, 6]);
    expect([buffer.buffered, buffer.dropped]).toEqual([3, 2]);
  });

  it('stays right when samples fall out while their batch is being stored', () => {
    const buffer = createBuffer(3);
    buffer.add([1, 2, 3].map(sample));
    const underWay = buffer.pending(2);
    buffer.add([4, 5, 6].map(sample));
    buffer.stored(underWay);

    expect(seconds(buffer.pending(10).samples)).toEqual([4, 5, 6]);
    expect(buffer.buffered).toBe(3);
  });
});
