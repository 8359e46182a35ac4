import type { KafkaRecord } from './records/readRecords.js';

/** What comes at and after an offset. */
export interface Ahead {
  /** How many records there are. */
  readonly left: number;
  /** The time of the first of them. */
  readonly next: number | undefined;
}

/** Counts, while the records of a partition pass by in their order, how many come at and after each of some offsets. */
export class PositionsIn {
  readonly #offsets: readonly number[];
  /** How many came before the offset, and the time of the record that came then. */
  readonly #passed = new Map<number, { readonly before: number; readonly next: number }>();
  #at = 0;
  #count = 0;

  constructor(offsets: readonly number[]) {
    this.#offsets = [...new Set(offsets)].sort((a, b) => a - b);
  }

  get count(): number {
    return this.#count;
  }

  add({ offset, timestamp }: Pick<KafkaRecord, 'offset' | 'timestamp'>): void {
    for (let reached = this.#offsets[this.#at]; reached !== undefined && reached <= offset; reached = this.#offsets[++this.#at])
      this.#passed.set(reached, { before: this.#count, next: timestamp });
    this.#count++;
  }

  ahead(offset: number): Ahead {
    const passed = this.#passed.get(offset);
    return passed === undefined ? { left: 0, next: undefined } : { left: this.#count - passed.before, next: passed.next };
  }
}
