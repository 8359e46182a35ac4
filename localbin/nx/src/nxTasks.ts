import type { TaskGraph } from '@nx/devkit';
import type { NxTask } from './groupTasks.js';

/** What the tasks of a graph of Nx mean. `verbOf` is the option `verb` of a task; a target stands for the verb of its name without it. */
export function nxTasks(
  graph: Pick<TaskGraph, 'tasks' | 'dependencies'>,
  verbOf: (task: string) => string | undefined,
  named: readonly string[] | 'unknown',
): NxTask[] {
  const tasks = Object.values(graph.tasks);
  const isNamed = named === 'unknown' ? nothingElse(graph) : new Set(named);
  return tasks.map(({ id, target, projectRoot }) => {
    const [, component] = /^(?:platform|application)\/([^/]+)$/.exec(projectRoot ?? '') ?? [];
    const names = [target.project, projectRoot, component];
    return {
      id,
      verb: verbOf(id) ?? target.target,
      named: names.some((name) => name !== undefined && isNamed.has(name)),
      ...(component === undefined ? {} : { component }),
    };
  });
}

/** The project of the one task that no other waits for; where there are several, none was meant by itself. */
function nothingElse({ tasks, dependencies }: Pick<TaskGraph, 'tasks' | 'dependencies'>): Set<string> {
  const awaited = new Set(Object.values(dependencies).flat());
  const last = Object.values(tasks).filter(({ id }) => !awaited.has(id));
  return new Set(last.length === 1 ? last.map(({ target }) => target.project) : []);
}
