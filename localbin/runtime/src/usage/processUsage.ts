import { logFile } from '../operatingFolders.js';
import { mainProcesses } from '../process/mainProcess.js';
import { processTable, type ProcessCosts, type ProcessEntry, type ProcessMarks, type ProcessTable } from '../process/processTable.js';
import { runnerVariable } from '../process/variables.js';
import type { Instance } from '../runtime.js';
import type { Usage } from './usage.js';

/** What instances that run as processes take, by component name: one pass over the process table for all. */
export async function processUsage(
  instances: readonly Instance[],
  takeTable: () => ProcessTable = processTable,
  now: () => Date = () => new Date(),
): Promise<ReadonlyMap<string, Usage>> {
  if (instances.length === 0) return new Map();
  const table = takeTable();
  const mains = await mainProcesses(
    instances.map(({ runDirectory }) => runDirectory),
    () => table,
  );
  const leaders = new Map(
    instances.flatMap((instance, index) => {
      const main = mains[index];
      return main?.kind === 'alive' ? [[main.stamp.pid, instance] as const] : [];
    }),
  );
  const costs = new Map<string, ProcessCosts[]>();
  for (const [pid, { component }] of ownersOf(instances, leaders, table)) {
    const cost = table.costs(pid);
    if (cost !== undefined) costs.set(component.name, [...(costs.get(component.name) ?? []), cost]);
  }
  const at = now();
  return new Map([...costs].map(([name, found]) => [name, { ...sumOf(found), at }]));
}

/**
 * Whose a process is: that of the instance whose session or group it is in, whose marks it carries, or whose process has started it. The last of these
 * finds what only another user may look into. Commands that run beside an instance are nobody's: they come and go.
 */
function ownersOf(
  instances: readonly Instance[],
  leaders: ReadonlyMap<number, Instance>,
  table: ProcessTable,
): ReadonlyMap<number, Instance> {
  const entries = new Map(table.entries.map((entry) => [entry.pid, entry]));
  const markedAs = ownerByMarks(instances);
  const judged = new Map<number, Instance | undefined>();
  const ownerOf = (entry: ProcessEntry): Instance | undefined => {
    if (judged.has(entry.pid)) return judged.get(entry.pid);
    // Whoever is asked about a process while its ancestors are looked at has no other answer; also where numbers go in a circle.
    judged.set(entry.pid, undefined);
    const owner = find(entry);
    judged.set(entry.pid, owner);
    return owner;
  };
  const find = (entry: ProcessEntry): Instance | undefined => {
    const leader = leaders.get(entry.session) ?? leaders.get(entry.group);
    if (leader !== undefined) return leader;
    const marks = table.marks(entry.pid);
    if (marks === undefined) return undefined;
    if (marks !== 'unreadable') {
      if (marks.variable(runnerVariable) !== undefined) return undefined;
      const marked = markedAs(marks);
      if (marked !== undefined) return marked;
    }
    const parent = entries.get(entry.parent);
    return parent === undefined ? undefined : ownerOf(parent);
  };
  return new Map(
    table.entries.flatMap((entry) => {
      const owner = ownerOf(entry);
      return owner === undefined ? [] : [[entry.pid, owner] as const];
    }),
  );
}

function ownerByMarks(instances: readonly Instance[]): (marks: ProcessMarks) => Instance | undefined {
  const keyOf = (workspace: string, environment: string, component: string): string => [workspace, environment, component].join('\0');
  const byLabels = new Map(
    instances.map((instance) => [keyOf(instance.workspace, instance.environment, instance.component.name), instance]),
  );
  const byLog = new Map(instances.map((instance) => [logFile(instance.runDirectory), instance]));
  return (marks) => {
    const [workspace, environment, component] = ['DSW_WORKSPACE', 'DSW_ENVIRONMENT', 'DSW_COMPONENT'].map((name) => marks.variable(name));
    const labelled = byLabels.get(keyOf(workspace ?? '', environment ?? '', component ?? ''));
    // Programs that overwrite their environment to set a title keep their output.
    return labelled ?? marks.outputs.map((output) => byLog.get(output)).find((found) => found !== undefined);
  };
}

/** What is private to each, and the most that one of them shares with others: programs and buffers in common are there once. */
function sumOf(costs: readonly ProcessCosts[]): Omit<Usage, 'at'> {
  const sum = (of: (cost: ProcessCosts) => number): number => costs.reduce((total, cost) => total + of(cost), 0);
  return {
    cpuMilliseconds: sum(({ cpuMilliseconds }) => cpuMilliseconds),
    memoryBytes: sum(({ privateBytes }) => privateBytes) + Math.max(0, ...costs.map(({ sharedBytes }) => sharedBytes)),
    processes: costs.length,
  };
}
