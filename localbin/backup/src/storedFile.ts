import { Writable } from 'node:stream';
import type { Diagnostic } from '@dust-workspace/component';
import { problem } from '@dust-workspace/component';
import { Meter } from './checksum.js';
import type { Compression } from './compression.js';
import type { Compressor } from './compressor.js';
import { compressor } from './compressor.js';
import type { StoredFileRecord } from './setManifest.js';
import type { StoreFile } from './stores/store.js';

export type StoredFacts = Required<Pick<StoredFileRecord, 'compression' | 'bytes' | 'sha256' | 'contentBytes' | 'contentSha256'>>;

export type StoredOutcome =
  | { readonly kind: 'stored'; readonly facts: StoredFacts }
  /** It could not be compressed, or the store did not take it. */
  | { readonly kind: 'unwritable'; readonly diagnostic: Diagnostic }
  /** Whoever wrote to it gave up. */
  | { readonly kind: 'abandoned'; readonly error: Error };

export interface StoredFile {
  /** Takes the content. Has finished when the file is stored, and ends in an error where it could not be. */
  readonly input: Writable;
  /** Settles when the file is stored, or was given up. Never rejects. */
  readonly outcome: Promise<StoredOutcome>;
}

export interface StoreContentOptions {
  readonly compression: Compression;
  /** Called for all bytes: how much more content came, or was given to the store. */
  readonly onBytes?: ((content: number, stored: number) => void) | undefined;
}

/** Puts what is written to `input` into a file of a store, compressed, with its checksums before and after. */
export function storeContent(file: StoreFile, options: StoreContentOptions): StoredFile {
  const input = new ContentInput(file, options);
  // A hook need not listen for errors: the outcome tells, and an error that nobody hears would end the process.
  input.on('error', () => undefined);
  const outcome = new Promise<void>((resolve) => input.once('close', resolve)).then(() => input.outcome());
  return { input, outcome };
}

/** In how large pieces content goes on to the compressor: programs write pieces of a few kilobytes, and each would wake it. */
const pieceSize = 128 * 1024;

/** In how large pieces compressed bytes go on to the store. */
const heldSize = 512 * 1024;

class ContentInput extends Writable {
  private readonly content = new Meter();
  private readonly stored = new Meter();
  private readonly compressor: Compressor | undefined;
  private readonly target: Writable;
  /** Everything that comes out of the compressor is with the store. */
  private readonly moved: Promise<void>;
  private readonly piece = Buffer.allocUnsafeSlow(pieceSize);
  private filled = 0;
  private failure: Error | undefined;

  constructor(
    private readonly file: StoreFile,
    private readonly options: StoreContentOptions,
  ) {
    super({ highWaterMark: pieceSize });
    this.compressor = compressor(options.compression);
    this.target = this.compressor?.input ?? file.input;
    this.moved = this.compressor === undefined ? Promise.resolve() : this.move(this.compressor);
    this.moved.catch((error: unknown) => this.fail(error as Error));
    void file.outcome.then((outcome) => {
      if (outcome.kind !== 'stored') this.destroy(outcome.kind === 'abandoned' ? outcome.error : new Error(outcome.diagnostic.message));
    });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.content.add(chunk);
    this.options.onBytes?.(chunk.length, this.compressor === undefined ? chunk.length : 0);
    if (this.filled + chunk.length > pieceSize) this.passOn(() => this.take(chunk, done));
    else this.take(chunk, done);
  }

  override _final(done: (error?: Error) => void): void {
    this.finish().then(() => done(), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (error !== null) {
      this.compressor?.destroy();
      this.file.input.destroy(error);
    }
    this.file.outcome.then(() => done(error), done);
  }

  /** To be asked when it is closed. */
  async outcome(): Promise<StoredOutcome> {
    const kept = await this.file.outcome;
    if (kept.kind === 'unwritable') return kept;
    if (this.failure !== undefined) return { kind: 'unwritable', diagnostic: notCompressed(this.failure) };
    if (kept.kind === 'abandoned') return { kind: 'abandoned', error: this.errored ?? kept.error };
    return { kind: 'stored', facts: this.facts() };
  }

  private fail(error: Error): void {
    // Otherwise it failed because it was given up.
    if (!this.destroyed) this.failure = error;
    this.destroy(error);
  }

  private take(chunk: Buffer, done: () => void): void {
    if (chunk.length >= pieceSize) {
      this.target.write(chunk, () => done());
      return;
    }
    this.filled += chunk.copy(this.piece, this.filled);
    done();
  }

  /** An error of the target is told by whoever reads its other end. */
  private passOn(done: () => void): void {
    const filled = this.piece.subarray(0, this.filled);
    // A compressor has taken what it was given when it says so; a store may still hold it, to send it once more, say.
    const piece = this.compressor === undefined ? Buffer.from(filled) : filled;
    this.filled = 0;
    if (piece.length === 0) done();
    else this.target.write(piece, () => done());
  }

  private async finish(): Promise<void> {
    await new Promise<void>((resolve) => this.passOn(resolve));
    if (this.compressor !== undefined) {
      this.compressor.input.end();
      await this.moved;
    }
    // Only now: until here it could have been cut short.
    this.file.input.end();
    const outcome = await this.file.outcome;
    if (outcome.kind === 'unwritable') throw new Error(outcome.diagnostic.message);
    if (outcome.kind === 'abandoned') throw outcome.error;
  }

  private async move(through: Compressor): Promise<void> {
    const { input } = this.file;
    let held = 0;
    input.cork();
    try {
      for await (const chunk of through.output as AsyncIterable<Buffer>) {
        this.stored.add(chunk);
        this.options.onBytes?.(0, chunk.length);
        held += chunk.length;
        if (input.write(chunk) && held < heldSize) continue;
        held = 0;
        input.uncork();
        if (input.writableNeedDrain) await drained(input);
        input.cork();
      }
      input.uncork();
    } catch (error) {
      // The end of a program closes its output, and it knows better why.
      through.destroy();
      await through.ended;
      throw error;
    }
    await through.ended;
  }

  private facts(): StoredFacts {
    const { method } = this.options.compression;
    const contentSha256 = this.content.sha256();
    const contentBytes = this.content.bytes;
    const stored =
      method === 'none' ? { bytes: contentBytes, sha256: contentSha256 } : { bytes: this.stored.bytes, sha256: this.stored.sha256() };
    return { compression: method, ...stored, contentBytes, contentSha256 };
  }
}

function drained(stream: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = (): void => reject(stream.errored ?? new Error('it was closed'));
    if (stream.closed) return closed();
    stream.once('close', closed).once('drain', () => {
      stream.off('close', closed);
      resolve();
    });
  });
}

function notCompressed(error: Error): Diagnostic {
  return problem(
    'compression-failed',
    `the data could not be compressed: ${error.message}`,
    'Mend or remove zstd, then repeat the backup.',
  );
}
