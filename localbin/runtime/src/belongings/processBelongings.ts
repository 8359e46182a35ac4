import { ancestry } from '../process/family.js';
import { processTable, type ProcessTable } from '../process/processTable.js';

/** A process that carries the labels of a workspace. */
export interface LabelledProcess {
  readonly pid: number;
  readonly environment: string;
  readonly component: string;
}

/** Every process of this machine that was started as part of a component of the workspace, but never the caller or one of its ancestors. */
export function labelledProcesses(workspace: string, table: ProcessTable = processTable()): LabelledProcess[] {
  const own = ancestry(table);
  return table.entries.flatMap(({ pid }) => {
    const marks = own.has(pid) ? undefined : table.marks(pid);
    if (marks === undefined || marks === 'unreadable' || !marks.carries(`DSW_WORKSPACE=${workspace}`)) return [];
    const [environment, component] = [marks.variable('DSW_ENVIRONMENT'), marks.variable('DSW_COMPONENT')];
    return environment === undefined || component === undefined ? [] : [{ pid, environment, component }];
  });
}
