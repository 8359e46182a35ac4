import type { TransferProgress } from '@dust-workspace/backup';
import type { Emit } from '../events.js';
import type { Operation } from '../plan.js';

/** Milliseconds between two events of one operation. */
const interval = 200;

export interface TransferReport {
  /** To be called as often as anything has come. */
  readonly onProgress: (progress: Pick<TransferProgress, 'contentBytes' | 'expected'>) => void;
  /** Tells the last state, where anything was told. */
  readonly end: () => void;
}

/** Tells how far the data of an operation are, not more often than people can see. `clock` in milliseconds. */
export function transferReport(operation: Operation, emit: Emit, clock: () => number = () => performance.now()): TransferReport {
  const begun = clock();
  let last = -Infinity;
  let latest: Pick<TransferProgress, 'contentBytes' | 'expected'> | undefined;
  const tell = (ended: boolean): void => {
    if (latest === undefined) return;
    const { contentBytes, expected } = latest;
    // A guess that turned out too low is none any more.
    const known = expected === undefined || expected < contentBytes ? {} : { expected };
    const transfer = { bytes: contentBytes, milliseconds: clock() - begun, ended, ...(ended ? { expected: contentBytes } : known) };
    emit({ kind: 'transfer', operation, transfer });
  };
  return {
    onProgress: (progress) => {
      latest = progress;
      if (clock() - last < interval) return;
      last = clock();
      tell(false);
    },
    end: () => {
      tell(true);
      latest = undefined;
    },
  };
}
