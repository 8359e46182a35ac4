import { existsSync } from 'node:fs';
import { linuxTable } from './linuxTable.js';
import { psTable } from './psTable.js';

/** A process that lives: zombies, which only wait to be collected, are left out everywhere. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** When it started, as the system tells it. Together with the boot and the pid it names one process for ever. */
  readonly start: string;
}

/** What shows to whom a process belongs. */
export interface ProcessMarks {
  /** Whether it was started with this variable, `NAME=value`. Programs that overwrite their environment to set a title show none. */
  carries(assignment: string): boolean;
  /** The value of a variable that it was started with. */
  variable(name: string): string | undefined;
  /** The files that are its standard output and error. */
  readonly outputs: readonly string[];
}

/** What a process takes of the machine. */
export interface ProcessCosts {
  /** Of the process and of its children that have ended and that it has waited for. */
  readonly cpuMilliseconds: number;
  /** In memory now, and of nobody else. */
  readonly privateBytes: number;
  /** In memory now, of files and of what is shared on purpose: others may have the same. */
  readonly sharedBytes: number;
}

/** The processes of this machine, as they are while it is asked: ask a new table to see a change. */
export interface ProcessTable {
  /** Names the time since the machine started: pids and start times mean nothing beyond it. */
  readonly boot: string;
  /** Start times of those among the pids that live. */
  starts(pids: readonly number[]): ReadonlyMap<number, string>;
  /** Everything that lives. */
  readonly entries: readonly ProcessEntry[];
  /** Undefined when it has gone; `unreadable` when only its owner may know. */
  marks(pid: number): ProcessMarks | 'unreadable' | undefined;
  /** Undefined when it has gone. */
  costs(pid: number): ProcessCosts | undefined;
  /** Whether `start` is not earlier than `other`. */
  notBefore(start: string, other: string): boolean;
}

/** The table of this system: from /proc where there is one, else from `ps`. */
export function processTable(): ProcessTable {
  return existsSync('/proc/self/stat') ? linuxTable() : psTable();
}
