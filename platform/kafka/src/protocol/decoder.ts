/** Reads the primitive types of Kafka's protocol. What ends too early is a RangeError. */
export class Decoder {
  #position = 0;

  constructor(readonly buffer: Buffer) {}

  int8(): number {
    return this.buffer.readInt8(this.#take(1));
  }

  int16(): number {
    return this.buffer.readInt16BE(this.#take(2));
  }

  int32(): number {
    return this.buffer.readInt32BE(this.#take(4));
  }

  /** An offset or a time, neither of which comes near the limit of what is exact. */
  int64(): number {
    return Number(this.bigint64());
  }

  bigint64(): bigint {
    return this.buffer.readBigInt64BE(this.#take(8));
  }

  boolean(): boolean {
    return this.int8() !== 0;
  }

  string(): string {
    return this.nullableString() ?? '';
  }

  nullableString(): string | null {
    const length = this.int16();
    return length < 0 ? null : this.#bytes(length).toString();
  }

  sized(): Buffer {
    const length = this.int32();
    return length < 0 ? Buffer.alloc(0) : this.#bytes(length);
  }

  array<T>(read: (decoder: this) => T): T[] {
    const length = this.int32();
    return Array.from({ length: Math.max(0, length) }, () => read(this));
  }

  #bytes(length: number): Buffer {
    const at = this.#take(length);
    if (at + length > this.buffer.length) throw new RangeError('an answer of Kafka ends too early');
    return this.buffer.subarray(at, at + length);
  }

  #take(length: number): number {
    const at = this.#position;
    this.#position += length;
    return at;
  }
}
