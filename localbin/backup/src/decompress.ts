import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { unreachable } from '@dust-workspace/component';
import type { CompressionMethod } from './compression.js';
import { hasZstdLibrary } from './compression.js';
import type { ZstdProgram } from './zstdProgram.js';
import { startZstd } from './zstdProgram.js';

const chunkSize = 256 * 1024;

/** This machine has no zstd. */
export class ZstdMissingError extends Error {
  constructor() {
    super('there is no zstd here');
    this.name = 'ZstdMissingError';
  }
}

/**
 * What was compressed. Rejects where `source` ends in an error, is not what a compressor wrote, or is cut off; with ZstdMissingError where zstd is
 * needed and this machine has none.
 */
export function decompress(method: CompressionMethod, source: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  switch (method) {
    case 'zstd':
      return throughZstd(source);
    case 'gzip':
      return throughLibrary(source, zlib.createGunzip({ chunkSize }));
    case 'none':
      return source;
    default:
      return unreachable(method);
  }
}

async function* throughZstd(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  const zstd = startZstd('zstd', ['--decompress']);
  if (await isStarted(zstd)) return yield* throughProgram(zstd, source);
  if (!hasZstdLibrary) throw new ZstdMissingError();
  yield* throughLibrary(source, createUnzstd());
}

function isStarted({ child }: ZstdProgram): Promise<boolean> {
  return new Promise((resolve) => child.once('spawn', () => resolve(true)).once('error', () => resolve(false)));
}

async function* throughProgram({ child, complaint }: ZstdProgram, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  const ended = new Promise<string | undefined>((resolve) => {
    child.once('close', (code, signal) => resolve(code === 0 ? undefined : complaint() || `zstd ended with ${signal ?? code}`));
  });
  let unread: Error | undefined;
  const fed = pipeline(source, child.stdin).catch((error: unknown) => {
    // A program that ends before its input does says itself what is wrong.
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return;
    unread = error as Error;
    child.kill('SIGKILL');
  });
  try {
    yield* child.stdout as AsyncIterable<Buffer>;
    await fed;
    const failure = await ended;
    if (unread !== undefined) throw unread;
    if (failure !== undefined) throw new Error(failure);
  } finally {
    child.kill('SIGKILL');
    child.stdin.destroy();
    await fed;
  }
}

async function* throughLibrary(source: AsyncIterable<Buffer>, stream: Transform): AsyncGenerator<Buffer, void> {
  // Errors of the source reach the reader through `stream`, which `pipeline` destroys with them.
  const fed = pipeline(source, stream).catch(() => undefined);
  try {
    yield* stream as AsyncIterable<Buffer>;
  } finally {
    stream.destroy();
    await fed;
  }
}

/** Only Nodes from 22.15 on have it, and the types are those of an older one. */
function createUnzstd(): Transform {
  const { createZstdDecompress } = zlib as unknown as { createZstdDecompress: (options: object) => Transform };
  return createZstdDecompress({ chunkSize });
}
