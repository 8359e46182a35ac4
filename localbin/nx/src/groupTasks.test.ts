import { describe, expect, it } from 'vitest';
import { groupTasks, type NxTask } from './groupTasks.js';

const task = (id: string, named = false): NxTask => {
  const [component = '', verb = ''] = id.split(':');
  return { id, verb, named, ...(component === 'workspace' ? {} : { component }) };
};

describe('grouping the tasks of a batch', () => {
  it('makes one request of all tasks that change something, with the edges between them', () => {
    const tasks = [task('a:prep'), task('a:start'), task('b:start', true)];
    const { calls } = groupTasks(tasks, { 'a:prep': [], 'a:start': ['a:prep'], 'b:start': ['a:start', 'c:build'] });
    expect(calls).toEqual([
      {
        kind: 'tasks',
        tasks: [
          { id: 'a:prep', verb: 'prep', component: 'a', after: [], named: false },
          { id: 'a:start', verb: 'start', component: 'a', after: ['a:prep'], named: false },
          { id: 'b:start', verb: 'start', component: 'b', after: ['a:start'], named: true },
        ],
        answers: [
          { task: 'a:prep', component: 'a', named: false, engineTask: 'a:prep' },
          { task: 'a:start', component: 'a', named: false, engineTask: 'a:start' },
          { task: 'b:start', component: 'b', named: true, engineTask: 'b:start' },
        ],
      },
    ]);
  });

  it('observes once for all that ask for the state', () => {
    const { calls } = groupTasks([task('a:status'), task('b:status')], {});
    expect(calls.map(({ kind, answers }) => [kind, answers.map((answer) => answer.task)])).toEqual([['status', ['a:status', 'b:status']]]);
  });

  it('keeps the order that dependencies between kinds demand', () => {
    const { calls } = groupTasks([task('a:status'), task('a:start'), task('a:backup')], {
      'a:status': ['a:start'],
      'a:backup': ['a:status'],
    });
    expect(calls.map(({ kind, answers }) => [kind, answers.map((answer) => answer.task)])).toEqual([
      ['tasks', ['a:start']],
      ['status', ['a:status']],
      ['tasks', ['a:backup']],
    ]);
  });

  it('restarts components together, and the whole workspace by itself', () => {
    const { calls } = groupTasks([task('a:restart'), task('b:restart'), task('workspace:restart'), task('workspace:backup-all')], {});
    expect(calls.map((call) => [call.kind === 'word' ? call.word : call.kind, call.answers.map((answer) => answer.task)])).toEqual([
      ['restart', ['a:restart', 'b:restart']],
      ['restart', ['workspace:restart']],
      ['backup', ['workspace:backup-all']],
    ]);
  });

  it('lets one outcome answer two targets that mean the same', () => {
    const nightly: NxTask = { id: 'a:nightly', verb: 'backup', component: 'a', named: true };
    const { calls } = groupTasks([task('a:backup'), nightly], {});
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      tasks: [{ id: 'a:backup', verb: 'backup', component: 'a', named: true }],
      answers: [{ task: 'a:backup' }, { task: 'a:nightly', engineTask: 'a:backup' }],
    });
  });

  it('knows what is no verb, of a component or of the workspace', () => {
    const tasks = [
      task('a:up'),
      task('a:fly'),
      task('workspace:env-config-prepare'),
      task('workspace:fly'),
      task('a:start'),
      task('a:stop'),
    ];
    const { unknown, blocked, calls } = groupTasks(tasks, { 'a:start': ['a:fly'] });
    expect(unknown.map(({ id }) => id)).toEqual(['a:up', 'a:fly', 'workspace:fly']);
    expect(blocked.map(({ id }) => id)).toEqual(['a:start']);
    expect(calls.flatMap(({ answers }) => answers.map((answer) => answer.task))).toEqual(['workspace:env-config-prepare', 'a:stop']);
  });
});
