import { Writable } from 'node:stream';
import type { Diagnostic } from '@dust-workspace/component';
import type { ResticUpload } from './resticUpload.js';
import type { StoreFile, StoreOutcome } from './store.js';

export interface ResticFile extends StoreFile {
  settled(): StoreOutcome['kind'] | undefined;
}

/** A file whose bytes go into an upload that is begun with the first of them, or when it is clear that there are none. */
export function storeResticFile(begin: (isEmpty: boolean) => ResticUpload): ResticFile {
  const input = new UploadInput(begin);
  // Whoever writes need not listen: the outcome tells, and an error that nobody hears would end the process.
  input.on('error', () => undefined);
  let settled: StoreOutcome['kind'] | undefined;
  const outcome = new Promise<void>((resolve) => input.once('close', resolve)).then(() => {
    const result = outcomeOf(input);
    settled = result.kind;
    return result;
  });
  return { input, outcome, settled: () => settled };
}

function outcomeOf({ failure, errored, writableFinished }: UploadInput): StoreOutcome {
  if (failure !== undefined) return { kind: 'unwritable', diagnostic: failure };
  if (errored === null && writableFinished) return { kind: 'stored' };
  return { kind: 'abandoned', error: errored ?? new Error('it was given up') };
}

class UploadInput extends Writable {
  failure: Diagnostic | undefined;
  private upload: ResticUpload | undefined;

  constructor(private readonly begin: (isEmpty: boolean) => ResticUpload) {
    super({ highWaterMark: 1024 * 1024 });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (chunk.length === 0) done();
    else this.started(false).write(chunk, done);
  }

  override _final(done: (error?: Error) => void): void {
    const upload = this.started(true);
    void upload.end().then((failure) => {
      if (failure === undefined) done();
    });
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    (this.upload?.giveUp() ?? Promise.resolve()).then(() => done(error), done);
  }

  private started(isEmpty: boolean): ResticUpload {
    if (this.upload !== undefined) return this.upload;
    const upload = this.begin(isEmpty);
    this.upload = upload;
    void upload.ended.then((failure) => {
      // Where it was given up, that ended restic, and not the other way round.
      if (failure === undefined || this.destroyed) return;
      this.failure = failure;
      this.destroy(new Error(failure.message));
    });
    return upload;
  }
}
