import type { Readable } from 'node:stream';
import { PassThrough } from 'node:stream';
import type { Diagnostic } from '@dust-workspace/component';
import type { ResticFailure } from './resticFailure.js';
import type { LockWait } from './resticRepository.js';
import type { ResticExit } from './resticRunner.js';

/** How much is kept in case that restic has not taken any of it. */
const replayLimit = 4 * 1024 * 1024;

export interface UploadOptions {
  readonly save: (content: Readable, signal: AbortSignal) => Promise<ResticExit>;
  readonly explain: (exit: ResticExit) => ResticFailure;
  readonly waiting: LockWait;
}

/**
 * One file on its way through restic. What is written goes straight into the program. Where that finds the repository locked it has read nothing,
 * and another gets the same from the beginning.
 */
export class ResticUpload {
  /** Settles when restic has ended for good: with what was wrong, or nothing. Never rejects. */
  readonly ended: Promise<Diagnostic | undefined>;
  private readonly controller = new AbortController();
  private feed = newFeed();
  private head: Buffer[] | undefined = [];
  private headBytes = 0;
  private isWhole = false;
  private isOver = false;
  private waiter: (() => void) | undefined;

  constructor(private readonly options: UploadOptions) {
    this.ended = this.run().finally(() => (this.isOver = true));
  }

  /** Calls back when there is room for more. */
  write(chunk: Buffer, done: () => void): void {
    this.keepForReplay(chunk);
    this.waiter = done;
    if (this.feed.write(chunk)) this.release();
    else this.feed.once('drain', () => this.release());
  }

  /** Nothing more comes. */
  end(): Promise<Diagnostic | undefined> {
    this.isWhole = true;
    this.feed.end();
    return this.ended;
  }

  /** Ends restic before it could take this for the end of the file. */
  async giveUp(): Promise<void> {
    if (!this.isOver) this.controller.abort();
    await this.ended;
    this.feed.destroy();
  }

  private async run(): Promise<Diagnostic | undefined> {
    const { save, explain, waiting } = this.options;
    const { signal } = this.controller;
    for (;;) {
      const exit = await save(this.feed, signal);
      if (exit.exitCode === 0 && this.isWhole && !signal.aborted) return undefined;
      const { kind, diagnostic } = explain(exit);
      if (kind !== 'locked' || this.head === undefined || signal.aborted || !(await waiting.again())) return diagnostic;
      this.refill(this.head);
    }
  }

  private refill(head: readonly Buffer[]): void {
    this.feed.removeAllListeners('drain');
    this.feed.destroy();
    this.feed = newFeed();
    let hasRoom = true;
    for (const chunk of head) hasRoom = this.feed.write(chunk);
    if (hasRoom) this.release();
    else this.feed.once('drain', () => this.release());
    if (this.isWhole) this.feed.end();
  }

  private keepForReplay(chunk: Buffer): void {
    this.headBytes += chunk.length;
    if (this.headBytes > replayLimit) this.head = undefined;
    this.head?.push(chunk);
  }

  private release(): void {
    const { waiter } = this;
    this.waiter = undefined;
    waiter?.();
  }
}

function newFeed(): PassThrough {
  return new PassThrough({ highWaterMark: 1024 * 1024 });
}
