import { poll } from '../poll.js';
import type { Member } from './family.js';
import { processTable } from './processTable.js';

export type Delivery = 'sent' | 'gone' | 'forbidden';

/** Sends a signal to exactly that process: its start time is looked up again just before. */
export function signalMember({ pid, start }: Member, signal: NodeJS.Signals): Delivery {
  if (processTable().starts([pid]).get(pid) !== start) return 'gone';
  try {
    process.kill(pid, signal);
    return 'sent';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH') return 'gone';
    if (code === 'EPERM') return 'forbidden';
    throw error;
  }
}

/** Those that still live. */
export function living(members: readonly Member[]): Member[] {
  const starts = processTable().starts(members.map(({ pid }) => pid));
  return members.filter(({ pid, start }) => starts.get(pid) === start);
}

/** Whether all of them have ended within the time, in milliseconds. */
export function haveEnded(members: readonly Member[], within: number): Promise<boolean> {
  return poll(() => living(members).length === 0, { within, first: 2, most: 50 });
}
