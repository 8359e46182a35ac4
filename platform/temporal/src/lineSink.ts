import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** Gives complete lines on as they come, without empty ones. What `take` throws is an error of the stream. */
export class LineSink extends Writable {
  readonly #decoder = new StringDecoder();
  #rest = '';

  constructor(readonly take: (line: string) => void) {
    super();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    this.#give(lines, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#give([this.#rest], done);
  }

  #give(lines: readonly string[], done: (error?: Error | null) => void): void {
    try {
      for (const line of lines) if (line !== '') this.take(line);
      done();
    } catch (error) {
      done(error as Error);
    }
  }
}
