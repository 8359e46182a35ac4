import type { Instance } from '../runtime.js';
import { logFile } from '../operatingFolders.js';
import type { ProcessEntry, ProcessMarks, ProcessTable } from './processTable.js';
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
  /** Whether the stamped process lives: only then its group and session are surely its own. */
  readonly mainLives: boolean;
  /** Whether commands count that run beside it and whose runner lives. */
  readonly withCommands: boolean;
}

/**
 * Everything alive that an instance started, other than its main process: what is in the group or session of the living main process, what carries
 * the instance's labels in its environment, and what has the instance's log as standard output or error. The last finds children that made
 * a session of their own and overwrote their environment with a title, as those of PostgreSQL do. Never the caller or one of its ancestors.
 */
export function familyOf(question: FamilyQuestion, table: ProcessTable): Member[] {
  const { stamp } = question;
  const own = ancestry(table);
  const labels = Object.entries(labelsOf(question.instance)).map(([name, value]) => `${name}=${value}`);
  const log = logFile(question.instance.runDirectory);
  const isMarked = (marks: ProcessMarks): boolean =>
    labels.every((label) => marks.carries(label)) ? question.withCommands || !hasLivingRunner(marks, table) : marks.outputs.includes(log);
  return table.entries
    .filter((entry) => !own.has(entry.pid) && !(question.mainLives && entry.pid === stamp?.pid))
    .filter((entry) => stamp === undefined || table.notBefore(entry.start, stamp.start))
    .filter((entry) => {
      if (isInSession(entry, question)) return true;
      const marks = table.marks(entry.pid);
      return marks !== undefined && marks !== 'unreadable' && isMarked(marks);
    })
    .map(({ pid, start }) => ({ pid, start }));
}

function isInSession(entry: ProcessEntry, { stamp, mainLives }: FamilyQuestion): boolean {
  return mainLives && stamp !== undefined && (entry.session === stamp.pid || entry.group === stamp.pid);
}

function hasLivingRunner(marks: ProcessMarks, table: ProcessTable): boolean {
  const runner = /^(\d+):(.+):\d+$/.exec(marks.variable(runnerVariable) ?? '');
  if (runner === null) return false;
  const pid = Number(runner[1]);
  return table.starts([pid]).get(pid) === runner[2];
}

function ancestry(table: ProcessTable): ReadonlySet<number> {
  const parents = new Map(table.entries.map(({ pid, parent }) => [pid, parent]));
  const found = new Set<number>();
  for (let pid: number | undefined = process.pid; pid !== undefined && pid > 0 && !found.has(pid); pid = parents.get(pid)) found.add(pid);
  return found;
}
