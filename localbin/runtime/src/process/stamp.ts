import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isPlaceMarkOf } from '../placeMark.js';

/**
 * Which process is the main process of an instance: written by itself, before it becomes the component's command.
 * One line of the file `process` in the run folder: `<pid> <boot> <place> <restarts> <start>`. Without the newline it is still being written. `place`
 * is the mark of the run folder: the copy of a workspace has no part in what the original runs.
 */
export interface Stamp {
  readonly pid: number;
  /** The boot of the machine in which pid and start time mean something. */
  readonly boot: string;
  /** When the process started, as the process table tells it. */
  readonly start: string;
  /** How often it was started again since it was last stopped. */
  readonly restarts: number;
  readonly writtenAt: Date;
}

export type StampReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'stamp'; readonly stamp: Stamp; readonly place?: string }
  /** Being written just now, or cut off by a crash. */
  | { readonly kind: 'partial' }
  | { readonly kind: 'damaged' }
  | { readonly kind: 'unreadable'; readonly reason: string };

export function stampFile(runDirectory: string): string {
  return join(runDirectory, 'process');
}

/** Reads without waiting; never throws. */
export function readStamp(runDirectory: string): StampReading {
  const file = stampFile(runDirectory);
  try {
    const reading = parseStamp(readFileSync(file, 'utf8'), () => statSync(file).mtime);
    const isCopy = reading.kind === 'stamp' && reading.place !== undefined && !isPlaceMarkOf(reading.place, runDirectory);
    return isCopy ? { kind: 'none' } : reading;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { kind: 'none' };
    return { kind: 'unreadable', reason: `${file} cannot be read: ${message}` };
  }
}

export function parseStamp(text: string, writtenAt: () => Date): StampReading {
  if (!text.endsWith('\n')) return { kind: text.length < 200 ? 'partial' : 'damaged' };
  const match = /^([1-9]\d{0,9}) (\S+) (?:(\d*:\d*:[0-9a-f]+) )?(\d+) (\S.*)\n$/.exec(text);
  if (match === null) return { kind: 'damaged' };
  const [, pid, boot = '', place, restarts, start = ''] = match;
  const stamp = { pid: Number(pid), boot, restarts: Number(restarts), start, writtenAt: writtenAt() };
  return { kind: 'stamp', stamp, ...(place === undefined ? {} : { place }) };
}

export function removeStamp(runDirectory: string): void {
  rmSync(stampFile(runDirectory), { force: true });
}
