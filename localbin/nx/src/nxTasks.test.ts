import type { TaskGraph } from '@nx/devkit';
import { describe, expect, it } from 'vitest';
import { nxTasks } from './nxTasks.js';

const graph = (roots: Record<string, string>, dependencies: TaskGraph['dependencies'] = {}): Pick<TaskGraph, 'tasks' | 'dependencies'> => ({
  tasks: Object.fromEntries(
    Object.entries(roots).map(([id, projectRoot]) => {
      const [project = '', target = ''] = id.split(':');
      return [id, { id, projectRoot, target: { project, target }, overrides: {}, outputs: [], parallelism: true }];
    }),
  ),
  dependencies,
});
const named = (tasks: ReturnType<typeof nxTasks>): string[] => tasks.filter((task) => task.named).map(({ id }) => id);

describe('what the tasks of Nx mean', () => {
  it('a component is what lies in one of the two folders, by the name of its own', () => {
    const tasks = nxTasks(graph({ '@scope/redis:start': 'platform/redis', 'workspace:up': 'ops/workspace' }), () => undefined, []);
    expect(tasks).toEqual([
      { id: '@scope/redis:start', verb: 'start', component: 'redis', named: false },
      { id: 'workspace:up', verb: 'up', named: false },
    ]);
  });

  it('the option counts more than the name of the target', () => {
    const tasks = nxTasks(graph({ 'redis:nightly': 'platform/redis' }), () => 'backup', []);
    expect(tasks).toEqual([{ id: 'redis:nightly', verb: 'backup', component: 'redis', named: false }]);
  });

  it('is named by its project, its folder or its component', () => {
    const tasks = graph({ '@scope/redis:start': 'platform/redis', 'base:start': 'platform/base' });
    for (const name of ['@scope/redis', 'platform/redis', 'redis'])
      expect(named(nxTasks(tasks, () => undefined, [name]))).toEqual(['@scope/redis:start']);
  });

  it('without a command line, the one task that no other waits for is named', () => {
    const tasks = graph({ 'a:start': 'platform/a', 'b:start': 'platform/b' }, { 'b:start': ['a:start'] });
    expect(named(nxTasks(tasks, () => undefined, 'unknown'))).toEqual(['b:start']);
    expect(named(nxTasks({ ...tasks, dependencies: {} }, () => undefined, 'unknown'))).toEqual([]);
  });
});
