import { processTable } from './processTable.js';

/** Names one process for ever: a pid alone is given to another process some day. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The boot of the machine during which the pid means this process. */
  readonly boot: string;
  readonly start: string;
}

export function identityOf(pid: number): ProcessIdentity {
  const table = processTable();
  return { pid, boot: table.boot, start: table.starts([pid]).get(pid) ?? '' };
}

export function isProcessAlive({ pid, boot, start }: ProcessIdentity): boolean {
  const table = processTable();
  return table.boot === boot && table.starts([pid]).get(pid) === start;
}
