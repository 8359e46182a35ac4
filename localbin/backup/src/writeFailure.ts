import { statfs } from 'node:fs/promises';
import type { Diagnostic } from '@dust-workspace/component';
import { problem } from '@dust-workspace/component';
import { formatBytes } from './formatBytes.js';

/** What was being written when it failed. */
export interface WriteAttempt {
  /** The file that could not be written. */
  readonly path: string;
  /** A folder on the same file system, which exists. */
  readonly folder: string;
  /** Whose data it was, and in which direction: `the backup of redis`. */
  readonly subject: string;
  /** How many bytes of it were written before. */
  readonly written: number;
}

/** Why something could not be written, for people. To be called before the partial files are removed: it asks for the free space. */
export async function writeFailure(error: Error, attempt: WriteAttempt): Promise<Diagnostic> {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') {
    return problem(
      'write-failed',
      `${attempt.path} could not be written: ${error.message}`,
      `Make ${attempt.folder} a folder that can be written to, then repeat the command.`,
    );
  }
  const free = await freeBytes(attempt.folder);
  return problem(
    'disk-full',
    `the disk is full: ${attempt.path} could not be written; ${attempt.subject} needs more than the ${formatBytes(attempt.written)} that it had written` +
      (free === undefined ? '' : `, and ${formatBytes(free)} were left`),
    `Make room on the file system of ${attempt.folder}, then repeat the command. What was written in part is removed; nothing else was touched.`,
  );
}

async function freeBytes(folder: string): Promise<number | undefined> {
  return statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => undefined,
  );
}
