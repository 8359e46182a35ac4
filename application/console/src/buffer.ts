import type { Sample } from './sample.js';

/**
 * The newest samples, and how far they have been stored.
 * Memory is bounded: when it is full the oldest go, and those among them that were never stored are counted as dropped.
 */
export interface SampleBuffer {
  add(samples: readonly Sample[]): void;
  /** Samples that are not stored yet, oldest first, at most `limit`. */
  pending(limit: number): Batch;
  /** Says that a batch is stored. */
  stored(batch: Batch): void;
  since(moment: Date): Sample[];
  readonly buffered: number;
  readonly dropped: number;
}

export interface Batch {
  readonly samples: readonly Sample[];
  /** Sequence number of the first sample after the batch. */
  readonly end: number;
}

export function createBuffer(capacity: number): SampleBuffer {
  let kept: Sample[] = [];
  // Sequence numbers stay valid while an insert is under way and older samples fall out of the buffer.
  let first = 0;
  let unstored = 0;
  let dropped = 0;

  return {
    add(samples) {
      kept.push(...samples);
      const excess = kept.length - capacity;
      if (excess <= 0) return;
      kept = kept.slice(excess);
      first += excess;
      dropped += Math.max(0, first - unstored);
      unstored = Math.max(unstored, first);
    },
    pending(limit) {
      const samples = kept.slice(unstored - first, unstored - first + limit);
      return { samples, end: unstored + samples.length };
    },
    stored(batch) {
      unstored = Math.max(unstored, batch.end);
    },
    since: (moment) => kept.filter(({ at }) => at >= moment),
    get buffered() {
      return first + kept.length - unstored;
    },
    get dropped() {
      return dropped;
    },
  };
}
