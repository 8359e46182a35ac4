import { Writable } from 'node:stream';

const kept = 64 * 1024;

/** Takes the output of a command, keeps its end, and knows when there is any. */
export class FirstOutput extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text = (this.text + chunk.toString('latin1')).slice(-kept);
    this.emit('begun');
    done();
  }

  /** Resolves with the first of it; an abort is an exception. */
  async begun(signal: AbortSignal): Promise<void> {
    if (this.text !== '') return;
    await new Promise<void>((resolve, reject) => {
      const abort = (): void => {
        reject(new Error('it ended without output'));
      };
      this.once('begun', () => {
        signal.removeEventListener('abort', abort);
        resolve();
      });
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    });
  }
}
