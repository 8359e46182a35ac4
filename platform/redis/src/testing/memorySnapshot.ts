import { Readable, Writable } from 'node:stream';
import type { SnapshotReader, SnapshotWriter } from '@dust-workspace/component/hooks';

/** A snapshot that lives no longer than its test. */
export class MemorySnapshot {
  readonly #files = new Map<string, Buffer[]>();

  get files(): string[] {
    return [...this.#files.keys()];
  }

  readonly writer: SnapshotWriter = { file: (name) => this.#write(name) };

  get reader(): SnapshotReader {
    return { files: this.files, file: (name) => Readable.from(this.#files.get(name)!, { objectMode: false }) };
  }

  content(name: string): Buffer {
    return Buffer.concat(this.#files.get(name) ?? []);
  }

  replace(name: string, content: Buffer): void {
    this.#files.set(name, [content]);
  }

  #write(name: string): Writable {
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
