import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

export interface StoredFacts {
  /** Of the stored file, compressed. */
  readonly bytes: number;
  readonly contentBytes: number;
  /** Of the stored file, in hexadecimal. */
  readonly sha256: string;
}

export type StoredOutcome =
  | { readonly kind: 'stored'; readonly facts: StoredFacts }
  /** The file system did not take it. */
  | { readonly kind: 'unwritable'; readonly error: Error }
  /** Whoever wrote to it gave up. */
  | { readonly kind: 'abandoned'; readonly error: Error };

export interface StoredFile {
  /** Takes the content. Ends in an error where the file could not be written. */
  readonly input: Writable;
  /** Settles when the file is on the disk, or was given up. Never rejects. */
  readonly outcome: Promise<StoredOutcome>;
  /** How much of it was written so far. */
  bytesWritten(): number;
}

/** Stores what is written to `input` under `path`, compressed, with its checksum. The file must not exist; its folder may. */
export function storeFile(path: string): StoredFile {
  const input = new Counter();
  const compressed = new Hasher();
  const sink = new FileSink(path);
  const outcome = pipeline(input, createGzip({ level: 1, chunkSize: 128 * 1024 }), compressed, sink).then(
    (): StoredOutcome => {
      return { kind: 'stored', facts: { bytes: compressed.bytes, contentBytes: input.bytes, sha256: compressed.sha256() } };
    },
    (error: unknown): StoredOutcome =>
      sink.failure === undefined ? { kind: 'abandoned', error: error as Error } : { kind: 'unwritable', error: sink.failure },
  );
  // A hook need not listen for errors: the outcome tells, and an error that nobody hears would end the process.
  input.on('error', () => undefined);
  return { input, outcome, bytesWritten: () => compressed.bytes };
}

/** Lets bytes through and counts them. */
class Counter extends Transform {
  bytes = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error: null, chunk: Buffer) => void): void {
    this.bytes += chunk.length;
    done(null, chunk);
  }
}

class Hasher extends Counter {
  private readonly hash = createHash('sha256');

  override _transform(chunk: Buffer, encoding: BufferEncoding, done: (error: null, chunk: Buffer) => void): void {
    this.hash.update(chunk);
    super._transform(chunk, encoding, done);
  }

  /** To be asked once, at the end. */
  sha256(): string {
    return this.hash.digest('hex');
  }
}

/** A new file that is on the disk when the stream has finished. */
class FileSink extends Writable {
  /** Why the file system did not take it. */
  failure: Error | undefined;
  private handle: FileHandle | undefined;

  constructor(private readonly path: string) {
    super({ highWaterMark: 1024 * 1024 });
  }

  override _construct(done: (error?: Error) => void): void {
    this.perform(this.open(), done);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.perform(this.opened().appendFile(chunk), done);
  }

  override _final(done: (error?: Error) => void): void {
    this.perform(this.opened().sync(), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    (this.handle?.close() ?? Promise.resolve()).then(
      () => done(error),
      (closeError: unknown) => done(error ?? (closeError as Error)),
    );
  }

  private perform(action: Promise<void>, done: (error?: Error) => void): void {
    action.then(
      () => done(),
      (error: unknown) => {
        this.failure = error as Error;
        done(this.failure);
      },
    );
  }

  private async open(): Promise<void> {
    await mkdir(dirname(this.path), { mode: 0o700 }).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
    this.handle = await open(this.path, 'wx', 0o600);
  }

  private opened(): FileHandle {
    if (this.handle === undefined) throw new Error(`${this.path} is not open`);
    return this.handle;
  }
}
