import { open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { splitLines } from './lines.js';
import { defaultRotation, rotated } from './rotateLog.js';
import type { LogOptions } from './runtime.js';

const block = 64 * 1024;
const newline = 0x0a;
/** How often a followed log is looked at, in milliseconds. */
const followPause = 50;

/**
 * The lines of a log and of its rotated predecessors, oldest first. With `tail`, reads backwards only as far as needed. With `follow`, goes on
 * until aborted, across rotations and from before there is a log at all. Of lines beyond 64 KiB only the beginning is given.
 */
export async function* readLog(file: string, options: LogOptions): AsyncGenerator<string> {
  const splitter = splitLines();
  for await (const bytes of blocksOf(file, options)) {
    for (const line of bytes === 'gap' ? splitter.rest() : splitter.push(bytes)) {
      if (options.signal.aborted) return;
      yield line;
    }
  }
  if (!options.signal.aborted) yield* splitter.rest();
}

/** The last line with anything in it, or undefined; at most the last 64 KiB are looked at. */
export async function lastLineOf(file: string): Promise<string | undefined> {
  const size = await sizeOf(file);
  const end = await bytesOf(file, Math.max(0, size - block), size);
  return end
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .at(-1);
}

/** The bytes of the logs in their order; `gap` where some are missing. */
async function* blocksOf(file: string, { tail, follow, signal }: LogOptions): AsyncGenerator<Buffer | 'gap'> {
  let position = 0;
  for (const part of await partsOf(file, tail)) position = yield* blocksFrom(part.file, part.start, signal);
  while (follow && !signal.aborted) {
    await sleep(followPause, undefined, { signal }).catch(() => undefined);
    const size = await sizeOf(file);
    if (size < position) {
      // Rotated, or removed. What had not been read yet is in the copy, unless that holds only the end of a larger log.
      const copy = rotated(file, 1);
      if ((await sizeOf(copy)) >= position) yield* blocksFrom(copy, position, signal);
      else yield 'gap';
      position = 0;
    }
    if (size > position) position = yield* blocksFrom(file, position, signal);
  }
}

interface Part {
  readonly file: string;
  readonly start: number;
}

/** The files to read, oldest first and the log itself last, and where to begin in each. */
async function partsOf(file: string, tail: number | undefined): Promise<Part[]> {
  const newestFirst = [file, ...Array.from({ length: defaultRotation.keep }, (_, index) => rotated(file, index + 1))];
  if (tail === undefined) return newestFirst.reverse().map((part) => ({ file: part, start: 0 }));
  const parts: Part[] = [];
  let search: Search = { newlines: tail, atEnd: true };
  for (const part of newestFirst) {
    const found = await searchBack(part, search);
    parts.unshift({ file: part, start: found.start });
    if (found.search === undefined) break;
    search = found.search;
  }
  return parts;
}

/** A search, from the end of the newest file backwards, for the newline before the first line that is wanted. */
interface Search {
  readonly newlines: number;
  /** Nothing has been seen yet. The newline at the very end begins no line; without it the last line is still being written. */
  readonly atEnd: boolean;
}

/** Where in a file the lines that are wanted begin, and what to search for in an older one if they begin there. */
async function searchBack(file: string, { newlines, atEnd }: Search): Promise<{ start: number; search?: Search }> {
  const size = await sizeOf(file);
  if (size === 0) return { start: 0, search: { newlines, atEnd } };
  let missing = atEnd && (await bytesOf(file, size - 1, size))[0] === newline ? newlines + 1 : newlines;
  if (missing === 0) return { start: size };
  for (let end = size; end > 0; end -= block) {
    const begin = Math.max(0, end - block);
    const bytes = await bytesOf(file, begin, end);
    for (let at = bytes.lastIndexOf(newline); at !== -1; at = at === 0 ? -1 : bytes.lastIndexOf(newline, at - 1)) {
      missing -= 1;
      if (missing === 0) return { start: begin + at + 1 };
    }
  }
  return { start: 0, search: { newlines: missing, atEnd: false } };
}

/** The bytes from an offset to where the file ends now, which is returned. */
async function* blocksFrom(file: string, start: number, signal: AbortSignal): AsyncGenerator<Buffer, number> {
  const size = await sizeOf(file);
  let position = start;
  while (position < size && !signal.aborted) {
    const bytes = await bytesOf(file, position, Math.min(size, position + block));
    if (bytes.length === 0) break;
    position += bytes.length;
    yield bytes;
  }
  return position;
}

/** The bytes between two offsets, fewer where the file ends, none where there is no file. */
async function bytesOf(file: string, start: number, end: number): Promise<Buffer> {
  if (start < 0 || end <= start) return Buffer.alloc(0);
  const handle = await open(file, 'r').catch(orNothing);
  if (handle === undefined) return Buffer.alloc(0);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(orNothing))?.size ?? 0;
}

function orNothing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
