import { finished, PassThrough, type Duplex, type Transform } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { ReadStream, WriteStream } from 'node:tty';
import type { Seat } from '../runtime.js';
import { demultiplex, writeTo } from './demultiplex.js';

/** What an engine takes for the wish to leave a command alone. Its own choice, Ctrl-P Ctrl-Q, keeps the last line of every shell from whoever asks for it. */
export const detachKeys = 'ctrl-^,ctrl-_,ctrl-^';

/** Whether somebody sits there who types and reads in a terminal. */
export function hasTerminal({ stdin, stdout }: Pick<Seat, 'stdin' | 'stdout'>): boolean {
  return stdin.isTTY && stdout.isTTY;
}

export interface Connection {
  /** Everything that the command wrote has been handed on. */
  readonly drained: Promise<void>;
  /** Gives the seat back as it was. */
  readonly restore: () => void;
}

interface Size {
  readonly h: number;
  readonly w: number;
}

/** How often, and how far apart in milliseconds, a command that has just been launched is told the size of its window until it takes it. */
const resizes = 10;
const resizePause = 20;

/**
 * Connects a terminal with a command that has one of its own: every key is for that one, and so is the size of the window. What it says passes
 * `filter` first, if there is one.
 */
export function connectTerminal(
  stream: Duplex,
  { stdin, stdout }: Pick<Seat, 'stdin' | 'stdout'>,
  resize: (size: Size) => Promise<unknown>,
  filter: Transform = new PassThrough(),
): Connection {
  stream.on('error', () => undefined);
  const follow = (): void => void insist(() => resize({ h: stdout.rows, w: stdout.columns }));
  if (stdin instanceof ReadStream) stdin.setRawMode(true);
  if (stdout instanceof WriteStream) stdout.on('resize', follow);
  follow();
  stdin.pipe(stream);
  // It may also break off.
  stream.once('close', () => filter.end());
  const output = stream.pipe(filter);
  const drained = new Promise<void>((resolve) => finished(output, { writable: false }, () => resolve()));
  output.pipe(stdout, { end: false });
  return {
    drained,
    restore: () => {
      if (stdin instanceof ReadStream) stdin.setRawMode(false);
      stdout.off('resize', follow);
      stdin.unpipe(stream);
      stdin.pause();
      stream.destroy();
    },
  };
}

/** Connects a command that has no terminal. `onLost` is called when nobody takes its output any more. */
export function connectPipes(stream: Duplex, { stdin, stdout, stderr }: Seat, onLost: () => void): Connection {
  stream.on('error', () => undefined);
  const lost = (): void => onLost();
  const drained = demultiplex(stream, {
    stdout: (chunk) => writeTo(stdout, chunk).catch(lost),
    stderr: (chunk) => writeTo(stderr, chunk).catch(lost),
  });
  stdin.pipe(stream);
  return {
    drained,
    restore: () => {
      stdin.unpipe(stream);
      stdin.pause();
    },
  };
}

async function insist(attempt: () => Promise<unknown>): Promise<void> {
  for (let left = resizes; left > 0; left -= 1) {
    const done = await attempt().then(
      () => true,
      () => false,
    );
    if (done) return;
    await sleep(resizePause);
  }
}
