import { constants } from 'node:os';

/** How something ended, as a shell would tell it: one that a signal ended has 128 and the number of that. */
export function exitStatus({ exitCode, signal }: { readonly exitCode: number | null; readonly signal: string | null }): number {
  const number = constants.signals[signal as NodeJS.Signals] as number | undefined;
  return exitCode ?? (number === undefined ? 1 : 128 + number);
}
