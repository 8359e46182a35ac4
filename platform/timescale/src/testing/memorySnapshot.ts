import { Readable, Writable } from 'node:stream';
import type { SnapshotReader, SnapshotWriter } from '@dust-workspace/component/hooks';

/** A snapshot that lives no longer than its test. */
export class MemorySnapshot implements SnapshotWriter, SnapshotReader {
  readonly #files = new Map<string, Buffer[]>();

  get files(): string[] {
    return [...this.#files.keys()];
  }

  file(name: string): Writable & Readable {
    const known = this.#files.get(name);
    return (known === undefined ? this.#writer(name) : Readable.from(known, { objectMode: false })) as Writable & Readable;
  }

  content(name: string): Buffer {
    return Buffer.concat(this.#files.get(name) ?? []);
  }

  replace(name: string, content: Buffer): void {
    this.#files.set(name, [content]);
  }

  #writer(name: string): Writable {
    const chunks: Buffer[] = [];
    this.#files.set(name, chunks);
    return new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk);
        done();
      },
    });
  }
}
