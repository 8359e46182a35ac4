import { fail, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { takeFileLock, type LockHolder } from '../fileLock.js';
import type { CheckoutPlace } from './checkout.js';
import type { Source } from './fetchCommit.js';
import { gitFor } from './git.js';
import { aborted } from './gitProblem.js';
import { repositoryAddress } from './repositoryAddress.js';
import { endAbandonedGit, prepareStore, storeLockFile, sweepStore } from './store.js';

/**
 * Does what changes a store or work trees of it, while nobody else does, after whatever a killed command left was ended and cleared. Waits for another
 * command that lives.
 */
export async function holdStore<T>(place: CheckoutPlace, action: (source: Source) => Promise<Result<T>>): Promise<Result<T>> {
  const address = repositoryAddress(place.repository);
  if (!address.ok) return address;
  const { store, folder, signal } = place;
  const onWaiting = ({ process: { pid }, command }: LockHolder): void =>
    place.onProgress(`waiting for process ${pid}, which works on ${command}`);
  try {
    // Its holder is named by the work tree.
    const options = { command: folder, now: () => new Date(), patience: Infinity, signal, onWaiting };
    const taken = signal.aborted ? undefined : await takeFileLock(storeLockFile(store), options);
    if (taken?.kind !== 'taken') return fail(aborted);
    try {
      await endAbandonedGit(store);
      await sweepStore(store);
      const git = gitFor(place, address.value);
      const remote = await prepareStore(git, place, address.value);
      return remote.ok ? await action({ git, place, address: address.value, remote: remote.value }) : remote;
    } finally {
      await taken.lock.release();
    }
  } catch (error) {
    return fail(fileProblem(error as NodeJS.ErrnoException));
  }
}

/** What the file system refuses is an expected failure; everything else is thrown again. */
function fileProblem(error: NodeJS.ErrnoException): Diagnostic {
  const path = error.path ?? '';
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return problem(
        'disk-full',
        `the disk is full: ${error.message}`,
        'Free some space and run the same command again: it goes on where it ended.',
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return problem(
        'not-writable',
        `${path} may not be changed: ${error.message}`,
        'Make it writable for the user who runs this command.',
      );
    case 'ENOTDIR':
    case 'EEXIST':
    case 'ENOTEMPTY':
      return problem(
        'in-the-way',
        `something lies where a folder is to be: ${error.message}`,
        'Move it away, and run the same command again.',
      );
    default:
      throw error;
  }
}
