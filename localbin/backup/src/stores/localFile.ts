import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { writeFailure } from '../writeFailure.js';
import type { StoreFile, StoreOutcome } from './store.js';

export interface LocalFile extends StoreFile {
  /** How much was written so far. */
  bytes(): number;
  settled(): boolean;
}

/** A new file below `folder` that only its owner may read, on the disk when it is stored. What is given up leaves nothing. */
export function storeLocalFile(folder: string, path: string): LocalFile {
  const place = join(folder, path);
  const input = new FileInput(place);
  // Whoever writes need not listen: the outcome tells, and an error that nobody hears would end the process.
  input.on('error', () => undefined);
  let settled = false;
  const outcome = new Promise<void>((resolve) => input.once('close', resolve))
    .then(() => outcomeOf(input, place, folder))
    .then(async (result) => {
      if (result.kind !== 'stored') await rm(place, { force: true }).catch(() => undefined);
      settled = true;
      return result;
    });
  return { input, outcome, bytes: () => input.bytes, settled: () => settled };
}

async function outcomeOf(input: FileInput, place: string, folder: string): Promise<StoreOutcome> {
  const { failure, bytes, errored, writableFinished } = input;
  if (failure !== undefined) {
    return { kind: 'unwritable', diagnostic: await writeFailure(failure, { path: place, folder, subject: 'the backup', written: bytes }) };
  }
  if (errored === null && writableFinished) return { kind: 'stored' };
  return { kind: 'abandoned', error: errored ?? new Error('it was given up') };
}

class FileInput extends Writable {
  /** Why the file system did not take it. */
  failure: Error | undefined;
  bytes = 0;
  private handle: FileHandle | undefined;

  constructor(private readonly path: string) {
    super({ highWaterMark: 1024 * 1024 });
  }

  override _construct(done: (error?: Error) => void): void {
    this.perform(this.open(), done);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.perform(this.append([chunk]), done);
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: (error?: Error) => void): void {
    this.perform(this.append(chunks.map(({ chunk }) => chunk)), done);
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
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    this.handle = await open(this.path, 'wx', 0o600);
  }

  private async append(chunks: readonly Buffer[]): Promise<void> {
    const handle = this.opened();
    for (let left = chunks; left.length > 0;) {
      const { bytesWritten } = await handle.writev(left);
      this.bytes += bytesWritten;
      left = without(left, bytesWritten);
    }
  }

  private opened(): FileHandle {
    if (this.handle === undefined) throw new Error(`${this.path} is not open`);
    return this.handle;
  }
}

/** What is left when the first `count` bytes are gone. */
function without(chunks: readonly Buffer[], count: number): readonly Buffer[] {
  let index = 0;
  let gone = count;
  for (let chunk = chunks[0]; chunk !== undefined && chunk.length <= gone; chunk = chunks[index]) {
    gone -= chunk.length;
    index += 1;
  }
  const [first, ...others] = chunks.slice(index);
  return first === undefined ? [] : [first.subarray(gone), ...others];
}
