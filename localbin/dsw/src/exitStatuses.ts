import { exitCodes } from './face.js';

/** What the exit statuses mean: the same in help, in the manual page and in doc/command-line.md. */
export const exitStatuses: readonly (readonly [status: number, meaning: string, short: string])[] = [
  [exitCodes.ok, 'Done, or there was nothing to do.', 'done'],
  [exitCodes.failed, 'Failed, or refused: nothing of what was asked for was done, or what counts was not.', 'failed'],
  [exitCodes.usage, 'The command line is wrong, or this is no workspace. Nothing was changed.', 'wrong command line'],
  [exitCodes.incomplete, 'Done in part: some of it succeeded, and some of it failed or was skipped.', 'done in part'],
  [exitCodes.interrupted, 'Interrupted. What was begun was finished or undone.', 'interrupted'],
];
