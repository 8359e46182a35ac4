import { problem, type Diagnostic } from '@dust-workspace/component';

/** A refusal of the operating system, such as a full disk, for people; undefined for any other error, which is a fault of the program. */
export function systemProblem(error: unknown): Diagnostic | undefined {
  if (!(error instanceof Error) || !('syscall' in error)) return undefined;
  const { code, path } = error as NodeJS.ErrnoException;
  const where = path === undefined ? '' : `: ${path} could not be written`;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return problem('disk-full', `the disk is full${where}`, 'Make room and run this again.');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return problem('not-permitted', error.message, 'Make it accessible for the user who runs this, then run this again.');
    default:
      return problem('system', error.message, 'Mend that, then run this again.');
  }
}
