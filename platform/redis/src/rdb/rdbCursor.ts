import { expandLzf } from './expandLzf.js';
import { UnknownPart } from './unknownPart.js';

/** What of a snapshot is read step by step: a step that is given up (`yield`) goes on when there are more bytes. */
export type Step<T> = Generator<void, T, void>;

/** Reads the parts of which a snapshot is made from bytes that come in pieces. What is skipped is never held. */
export class RdbCursor {
  #held: Buffer = Buffer.alloc(0);
  #at = 0;

  push(chunk: Buffer): void {
    this.#held = this.#at === this.#held.length ? chunk : Buffer.concat([this.#held.subarray(this.#at), chunk]);
    this.#at = 0;
  }

  *skip(bytes: number): Step<void> {
    for (let left = bytes; ;) {
      const step = Math.min(left, this.#held.length - this.#at);
      this.#at += step;
      left -= step;
      if (left === 0) return;
      yield;
    }
  }

  *byte(): Step<number> {
    while (this.#at === this.#held.length) yield;
    this.#at += 1;
    return this.#held.readUInt8(this.#at - 1);
  }

  *bytes(count: number): Step<Buffer> {
    while (this.#held.length - this.#at < count) yield;
    this.#at += count;
    return this.#held.subarray(this.#at - count, this.#at);
  }

  /** A number of bytes or elements. */
  *length(): Step<number> {
    const first = yield* this.byte();
    const length = yield* this.#lengthAfter(first);
    if (length === undefined) throw new UnknownPart(`a length of kind ${first}`);
    return length;
  }

  *skipString(): Step<void> {
    const first = yield* this.byte();
    const length = yield* this.#lengthAfter(first);
    if (length !== undefined) yield* this.skip(length);
    else if (first === compressed) {
      const bytes = yield* this.length();
      yield* this.length();
      yield* this.skip(bytes);
    } else yield* this.skip(integerBytes(first));
  }

  *string(): Step<Buffer> {
    const first = yield* this.byte();
    const length = yield* this.#lengthAfter(first);
    if (length !== undefined) return yield* this.bytes(length);
    if (first !== compressed) {
      const bytes = integerBytes(first);
      return Buffer.from(`${(yield* this.bytes(bytes)).readIntLE(0, bytes)}`);
    }
    const bytes = yield* this.length();
    const whole = yield* this.length();
    return expandLzf(yield* this.bytes(bytes), whole);
  }

  *#lengthAfter(first: number): Step<number | undefined> {
    switch (first >> 6) {
      case 0:
        return first & 0x3f;
      case 1:
        return ((first & 0x3f) << 8) | (yield* this.byte());
      case 2:
        if (first === 0x80) return (yield* this.bytes(4)).readUInt32BE();
        if (first === 0x81) return Number((yield* this.bytes(8)).readBigUInt64BE());
        throw new UnknownPart(`a length of kind ${first}`);
      default:
        return undefined;
    }
  }
}

const compressed = 0xc3;

/** Of a string that is kept as a whole number. */
function integerBytes(first: number): number {
  if (first > 0xc2) throw new UnknownPart(`a string of kind ${first}`);
  return 2 ** (first - 0xc0);
}
