import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail, formatDuration, ok, problem, type Result } from '@dust-workspace/component';
import { fileLockHolder, takeFileLock, type FileLock, type FileLockOptions, type LockHolder } from '@dust-workspace/runtime';

export type { LockHolder };
export type Lock = FileLock;
export type LockOptions = FileLockOptions;

/**
 * Takes the lock at `file`, which serialises everything that changes one environment. Fails with who holds it when that one does not release it in time.
 */
export async function acquireLock(file: string, options: LockOptions): Promise<Result<Lock>> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const taken = await takeFileLock(file, options);
  return taken.kind === 'taken' ? ok(taken.lock) : fail(busy(taken.by, options));
}

export const lockHolder = fileLockHolder;

function busy(other: LockHolder, { now, patience }: LockOptions): ReturnType<typeof problem> {
  const age = formatDuration(now().getTime() - Date.parse(other.since));
  const waited = patience === 0 ? '' : `Waited ${formatDuration(patience)}; `;
  return problem(
    'environment-busy',
    `another command works on this environment: ${other.command} (process ${other.process.pid}, for ${age})`,
    `Wait until it is done, or end it, and run this again. ${waited}DSW_LOCK_PATIENCE=5m waits longer.`,
  );
}
