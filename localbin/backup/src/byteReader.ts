import { TarFormatError } from './tarEntry.js';

/** Takes a stream of chunks apart at any byte, holding no more than one chunk. */
export class ByteReader {
  private readonly source: AsyncIterator<Buffer>;
  private chunk: Buffer = Buffer.alloc(0);
  private taken = 0;

  constructor(source: AsyncIterable<Buffer>) {
    this.source = source[Symbol.asyncIterator]();
  }

  /** How many bytes were taken so far. */
  get position(): number {
    return this.taken;
  }

  /** The next `length` bytes. Throws TarFormatError where the stream ends before. */
  async exactly(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.upTo(length)) parts.push(part);
    const [first, ...others] = parts;
    return first !== undefined && others.length === 0 ? first : Buffer.concat(parts);
  }

  /** The next `length` bytes as they come. Throws TarFormatError where the stream ends before. */
  async *upTo(length: number): AsyncGenerator<Buffer, void> {
    let missing = length;
    while (missing > 0) {
      if (this.chunk.length === 0 && !(await this.fill())) throw new TarFormatError('the archive is cut off');
      const part = this.chunk.subarray(0, missing);
      this.chunk = this.chunk.subarray(part.length);
      this.taken += part.length;
      missing -= part.length;
      yield part;
    }
  }

  /** Passes over the next `length` bytes. Throws TarFormatError where the stream ends before. */
  async skip(length: number): Promise<void> {
    const end = this.taken + length;
    const parts = this.upTo(length);
    while (this.taken < end) await parts.next();
  }

  /** Everything that is left. */
  async *rest(): AsyncGenerator<Buffer, void> {
    while (this.chunk.length > 0 || (await this.fill())) {
      const part = this.chunk;
      this.chunk = Buffer.alloc(0);
      this.taken += part.length;
      yield part;
    }
  }

  /** Lets go of the source, read to its end or not. */
  async close(): Promise<void> {
    await this.source.return?.();
  }

  private async fill(): Promise<boolean> {
    const next = await this.source.next();
    if (next.done === true) return false;
    this.chunk = next.value;
    return true;
  }
}
