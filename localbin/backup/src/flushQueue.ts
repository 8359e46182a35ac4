import type { FileHandle } from 'node:fs/promises';

/** Flushes written files to the disk and closes them while others are written: several flushes together cost little more than one. */
export class FlushQueue {
  private readonly waiting = new Set<Promise<void>>();
  private failure: Error | undefined;

  constructor(private readonly limit: number) {}

  /** Takes the file over. Resolves when there is room for another; rejects where an earlier one failed. */
  async add(handle: FileHandle): Promise<void> {
    const flushed = this.flush(handle).then(() => void this.waiting.delete(flushed));
    this.waiting.add(flushed);
    if (this.waiting.size >= this.limit) await Promise.race(this.waiting);
    if (this.failure !== undefined) throw this.failure;
  }

  /** Resolves when all of them are on the disk and closed; rejects, then too, where one failed. */
  async end(): Promise<void> {
    await Promise.all(this.waiting);
    if (this.failure !== undefined) throw this.failure;
  }

  private async flush(handle: FileHandle): Promise<void> {
    try {
      await handle.sync().finally(() => handle.close());
    } catch (error) {
      this.failure ??= error as Error;
    }
  }
}
