import { constants } from 'node:fs';
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';

export interface Rotation {
  /** A log of more bytes than this is rotated; of one of more than twice as many, only that many from the end are kept. */
  readonly maxBytes: number;
  /** How many rotated files are kept: `<file>.1`, the newest, to `<file>.<keep>`. */
  readonly keep: number;
}

export const defaultRotation: Rotation = { maxBytes: 10 * 1024 * 1024, keep: 3 };

/**
 * Moves what is in a log to `<file>.1` and empties it, when it has grown beyond `maxBytes`. The log is copied and truncated, since a running process
 * keeps its file open (for appending: it goes on at the new end). A line that is written within the microseconds between
 * the end of the copy and the truncation is lost. Returns whether the log was rotated; on a full disk it is left as it is.
 */
export async function rotateLog(file: string, rotation: Rotation = defaultRotation): Promise<boolean> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size <= rotation.maxBytes) return false;
  const partial = `${file}.partial`;
  const source = await open(file, constants.O_RDWR);
  const copy = await open(partial, 'w', 0o600);
  try {
    const end = await copyFrom(source, copy, size > 2 * rotation.maxBytes ? await firstLineAfter(source, size - rotation.maxBytes) : 0);
    await shiftLogs(file, rotation.keep);
    await rename(partial, rotated(file, 1));
    await copyFrom(source, copy, end);
    await source.truncate(0);
    return true;
  } catch (error) {
    await rm(partial, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  } finally {
    await copy.close();
    await source.close();
  }
}

/** `<file>.1` is the newest. */
export function rotated(file: string, number: number): string {
  return `${file}.${number}`;
}

/** Where the first line at or after an offset begins; the offset itself when no other line begins within 64 KiB of it. */
async function firstLineAfter(source: FileHandle, offset: number): Promise<number> {
  const { buffer, bytesRead } = await source.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, offset - 1);
  const newline = buffer.subarray(0, bytesRead - 1).indexOf(10);
  return newline === -1 ? offset : offset + newline;
}

/** Copies up to the end, wherever that is by then, and returns where it was. */
async function copyFrom(source: FileHandle, copy: FileHandle, start: number): Promise<number> {
  const buffer = Buffer.alloc(256 * 1024);
  for (let position = start; ;) {
    const { bytesRead } = await source.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return position;
    await copy.writeFile(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}

/** Makes `<file>.1` free; the oldest is removed. */
export async function shiftLogs(file: string, keep: number): Promise<void> {
  await rm(rotated(file, keep), { force: true });
  for (let number = keep - 1; number >= 1; number--)
    await rename(rotated(file, number), rotated(file, number + 1)).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    });
}
