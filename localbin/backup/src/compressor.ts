import type { Readable, Writable } from 'node:stream';
import * as zlib from 'node:zlib';
import { unreachable } from '@dust-workspace/component';
import type { Compression } from './compression.js';
import { startZstd } from './zstdProgram.js';

/** Something that bytes go through while they are stored. */
export interface Compressor {
  readonly input: Writable;
  /** Ends also where it died: whether all came out, `ended` tells. */
  readonly output: Readable;
  /** Resolves when everything that was written has come out; rejects with the reason where it did not. */
  readonly ended: Promise<void>;
  /** Ends it at once. */
  destroy(): void;
}

/** Undefined where nothing is to be done. */
export function compressor(compression: Compression): Compressor | undefined {
  switch (compression.method) {
    case 'zstd':
      return compression.program === null ? throughLibrary(createZstd()) : throughProgram(compression.program);
    case 'gzip':
      return throughLibrary(zlib.createGzip({ level: 1, chunkSize: 128 * 1024 }));
    case 'none':
      return undefined;
    default:
      return unreachable(compression);
  }
}

const zstdLevel = 1;

/** Only Nodes from 22.15 on have it, and the types are those of an older one. */
function createZstd(): zlib.Gzip {
  const { createZstdCompress, constants } = zlib as unknown as {
    createZstdCompress: (options: object) => zlib.Gzip;
    constants: { ZSTD_c_compressionLevel: number; ZSTD_c_checksumFlag: number };
  };
  const params = { [constants.ZSTD_c_compressionLevel]: zstdLevel, [constants.ZSTD_c_checksumFlag]: 1 };
  return createZstdCompress({ params, chunkSize: 128 * 1024 });
}

function throughLibrary(stream: zlib.Gzip): Compressor {
  const ended = new Promise<void>((resolve, reject) => {
    stream
      .once('end', resolve)
      .once('error', reject)
      .once('close', () => reject(new Error('it was given up')));
  });
  ended.catch(() => undefined);
  return { input: stream, output: stream, ended, destroy: () => void stream.destroy() };
}

function throughProgram(program: string): Compressor {
  const { child, complaint } = startZstd(program, [`-${zstdLevel}`, '-T2']);
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${program} could not be run: ${error.message}`)));
    child.once('close', (code, signal) => {
      const told = complaint() === '' ? '' : `: ${complaint()}`;
      if (code !== 0) reject(new Error(`${program} ${signal === null ? `exited with ${code}` : `was ended by ${signal}`}${told}`));
      else if (child.stdin.writableFinished) resolve();
      else reject(new Error(`${program} ended before its input${told}`));
    });
  });
  ended.catch(() => undefined);
  return { input: child.stdin, output: child.stdout, ended, destroy: () => void child.kill('SIGKILL') };
}
