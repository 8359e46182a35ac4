import { Readable, Writable } from 'node:stream';
import type { ContentEntry, SnapshotReader, SnapshotWriter } from '@dust-workspace/component/hooks';

/** A snapshot that lives no longer than its test. */
export class MemorySnapshot {
  readonly #files = new Map<string, Buffer[]>();

  get files(): string[] {
    return [...this.#files.keys()];
  }

  /** What the hook recorded. */
  contents: readonly ContentEntry[] = [];
  expected = 0;
  readonly writer: SnapshotWriter;

  /** With `onWrite`, whatever is written waits for it. */
  constructor({ digest = true, onWrite }: { readonly digest?: boolean; readonly onWrite?: (name: string) => Promise<void> } = {}) {
    this.writer = {
      file: (name) => this.#write(name, onWrite),
      digest,
      record: (contents) => void (this.contents = contents),
      expect: (bytes) => void (this.expected = bytes),
    };
  }

  get reader(): SnapshotReader {
    return { files: this.files, file: (name) => Readable.from(this.#files.get(name)!, { objectMode: false }) };
  }

  content(name: string): Buffer {
    return Buffer.concat(this.#files.get(name) ?? []);
  }

  replace(name: string, content: Buffer): void {
    this.#files.set(name, [content]);
  }

  #write(name: string, onWrite: (name: string) => Promise<void> = () => Promise.resolve()): Writable {
    const chunks: Buffer[] = [];
    this.#files.set(name, chunks);
    return new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk);
        onWrite(name).then(() => done(), done);
      },
    });
  }
}
