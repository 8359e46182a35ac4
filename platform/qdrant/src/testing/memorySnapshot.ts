import { Readable, Writable } from 'node:stream';
import type { ContentEntry, SnapshotReader, SnapshotWriter } from '@dust-workspace/component/hooks';

/** A snapshot that lives no longer than its test. */
export class MemorySnapshot {
  readonly #files = new Map<string, Buffer[]>();
  /** What was recorded of it. */
  contents: readonly ContentEntry[] | undefined;
  expected: number | undefined;

  get files(): string[] {
    return [...this.#files.keys()];
  }

  get writer(): SnapshotWriter {
    return this.writerWith({});
  }

  get reader(): SnapshotReader {
    return { files: this.files, file: (name) => Readable.from(this.#files.get(name)!, { objectMode: false }) };
  }

  writerWith(overrides: Partial<SnapshotWriter>): SnapshotWriter {
    return {
      file: (name) => this.#write(name),
      digest: true,
      record: (contents) => void (this.contents = contents),
      expect: (bytes) => void (this.expected = bytes),
      ...overrides,
    };
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
