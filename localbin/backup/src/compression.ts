import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import * as zlib from 'node:zlib';

/** How the bytes of a file are stored. */
export type CompressionMethod = 'zstd' | 'gzip' | 'none';

/** How bytes are compressed here. */
export type Compression =
  /** `program` is the absolute path of zstd. */
  | { readonly method: 'zstd'; readonly program: string }
  | { readonly method: 'zstd'; readonly program: null }
  | { readonly method: 'gzip' }
  | { readonly method: 'none' };

export interface CompressionSurroundings {
  readonly processEnv: Readonly<Record<string, string | undefined>>;
  /** Whether this Node has zstd by itself: from 22.15 on. */
  readonly library?: boolean;
}

/** zstd where the machine has it, as a program or in Node, and gzip otherwise. */
export function chooseCompression({ processEnv, library = hasZstdLibrary }: CompressionSurroundings): Compression {
  const program = findProgram('zstd', processEnv['PATH'] ?? '');
  if (program !== undefined) return { method: 'zstd', program };
  return library ? { method: 'zstd', program: null } : { method: 'gzip' };
}

/** Whether this Node compresses with zstd by itself. */
export const hasZstdLibrary = 'createZstdCompress' in zlib;

/** The program that a name stands for, as `execvp` would find it. */
export function findProgram(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
