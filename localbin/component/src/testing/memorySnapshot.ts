import { Readable, Writable } from 'node:stream';
import type { ContentEntry, SnapshotReader, SnapshotWriter } from '../hooks.js';

/** A snapshot that lives no longer than its test: what a backup hook writes, and a restore hook reads. */
export class MemorySnapshot {
  readonly #files = new Map<string, Buffer[]>();
  readonly #onWrite: (name: string) => Promise<void>;
  /** What the hook recorded. */
  contents: readonly ContentEntry[] = [];
  expected = 0;
  readonly writer: SnapshotWriter;

  /** With `onWrite`, whatever is written waits for it. */
  constructor({ digest = true, onWrite }: { readonly digest?: boolean; readonly onWrite?: (name: string) => Promise<void> } = {}) {
    this.#onWrite = onWrite ?? (() => Promise.resolve());
    this.writer = this.writerWith({ digest });
  }

  get files(): string[] {
    return [...this.#files.keys()];
  }

  get reader(): SnapshotReader {
    return { files: this.files, file: (name) => Readable.from(this.#files.get(name) ?? [], { objectMode: false }) };
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
      write: (chunk: Buffer, _encoding, done) => {
        chunks.push(chunk);
        this.#onWrite(name).then(() => done(), done);
      },
    });
  }
}
