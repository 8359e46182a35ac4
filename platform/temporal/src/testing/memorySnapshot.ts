import { Readable, Writable } from 'node:stream';
import type { ContentEntry, SnapshotReader, SnapshotWriter } from '@dust-workspace/component/hooks';

/** A snapshot in memory, in place of the files of a set. */
export class MemorySnapshot {
  contents: readonly ContentEntry[] = [];
  readonly #files = new Map<string, Buffer>();

  readonly writer: SnapshotWriter = {
    file: (name) => {
      const chunks: Buffer[] = [];
      return new Writable({
        write(chunk: Buffer, _encoding, done) {
          chunks.push(chunk);
          done();
        },
        final: (done) => {
          this.#files.set(name, Buffer.concat(chunks));
          done();
        },
      });
    },
    digest: true,
    record: (contents) => (this.contents = contents),
    expect: () => undefined,
  };

  get reader(): SnapshotReader {
    return { files: [...this.#files.keys()], file: (name) => Readable.from([this.content(name)]) };
  }

  content(name: string): Buffer {
    return this.#files.get(name)!;
  }

  replace(name: string, content: Buffer): void {
    this.#files.set(name, content);
  }
}
