import type { Instance } from '../runtime.js';
import { logFile } from '../operatingFolders.js';
import type { ProcessEntry, ProcessMarks, ProcessTable } from './processTable.js';
import type { SecondLook } from './secondLook.js';
import type { Stamp } from './stamp.js';
import { labelsOf, runnerVariable } from './variables.js';

/** One living process, named so that it cannot be confused with a later one of the same pid. */
export interface Member {
  readonly pid: number;
  readonly start: string;
}

export interface FamilyQuestion {
  readonly instance: Instance;
  /** The main process as stamped in this boot, if it is known. Nothing that started earlier belongs to it. */
  readonly stamp?: Stamp;
  /** Whether commands count that run beside it and whose runner lives. */
  readonly withCommands: boolean;
  readonly secondLook: SecondLook;
}

/**
 * What is in the session or group of a main process that lives, but never the caller or one of its ancestors. Once the main process has ended,
 * the numbers of its session and group may be those of others.
 */
export function sessionOf({ pid: main }: Stamp, table: ProcessTable): Member[] {
  const own = ancestry(table);
  return table.entries
    .filter(({ pid, session, group }) => !own.has(pid) && pid !== main && (session === main || group === main))
    .map(toMember);
}

/**
 * Everything alive that belongs to an instance by its marks: what carries the instance's labels in its environment, and what has the
 * instance's log as standard output or error. The latter finds children that made a session of their own and overwrote their environment with a
 * title, as those of PostgreSQL do. Never the caller or one of its ancestors.
 */
export function familyOf({ instance, stamp, withCommands, secondLook }: FamilyQuestion, table: ProcessTable): Promise<Member[]> {
  const labels = Object.entries(labelsOf(instance)).map(([name, value]) => `${name}=${value}`);
  const log = logFile(instance.runDirectory);
  // The kernel's way to say that somebody has removed the file.
  const logs = [log, `${log} (deleted)`];
  return findMarked(
    table,
    (start) => stamp === undefined || table.notBefore(start, stamp.start),
    (marks) =>
      labels.every((label) => marks.carries(label))
        ? withCommands || !hasLivingRunner(marks, table)
        : marks.outputs.some((output) => logs.includes(output)),
    secondLook,
  );
}

/** Commands beside an instance, with what they started, whose runner has died. */
export function abandonedBy(instance: Instance, table: ProcessTable, secondLook: SecondLook): Promise<Member[]> {
  const labels = Object.entries(labelsOf(instance)).map(([name, value]) => `${name}=${value}`);
  return findMarked(
    table,
    () => true,
    (marks) => labels.every((label) => marks.carries(label)) && runnerOf(marks) !== undefined && !hasLivingRunner(marks, table),
    secondLook,
  );
}

/** Everything alive that has certain marks, but never the caller or one of its ancestors. */
export async function findMarked(
  table: ProcessTable,
  mayBe: (start: string) => boolean,
  isMarked: (marks: ProcessMarks) => boolean,
  secondLook: SecondLook,
): Promise<Member[]> {
  const own = ancestry(table);
  const candidates = table.entries.filter(({ pid, start }) => !own.has(pid) && mayBe(start));
  const closed = candidates.filter(({ pid }) => table.marks(pid) === 'unreadable').map(({ pid }) => pid);
  const opened = closed.length === 0 ? undefined : await secondLook(closed);
  return candidates
    .filter(({ pid }) => {
      const seen = table.marks(pid);
      const marks = seen === 'unreadable' ? opened?.get(pid) : seen;
      return marks !== undefined && isMarked(marks);
    })
    .map(toMember);
}

function toMember({ pid, start }: ProcessEntry): Member {
  return { pid, start };
}

function hasLivingRunner(marks: ProcessMarks, table: ProcessTable): boolean {
  const runner = runnerOf(marks);
  return runner !== undefined && table.starts([runner.pid]).get(runner.pid) === runner.start;
}

/** Who runs a command beside a main process; undefined for what is no such command. */
function runnerOf(marks: ProcessMarks): Member | undefined {
  const [, pid, start] = /^(\d+):(.+):\d+$/.exec(marks.variable(runnerVariable) ?? '') ?? [];
  return pid === undefined || start === undefined ? undefined : { pid: Number(pid), start };
}

/** The caller, its parent, and so on. */
export function ancestry(table: ProcessTable): ReadonlySet<number> {
  const parents = new Map(table.entries.map(({ pid, parent }) => [pid, parent]));
  const found = new Set<number>();
  for (let pid: number | undefined = process.pid; pid !== undefined && pid > 0 && !found.has(pid); pid = parents.get(pid)) found.add(pid);
  return found;
}
