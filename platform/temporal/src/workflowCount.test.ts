import { describe, expect, it } from 'vitest';
import { WorkflowCount, type Workflow } from './workflowCount.js';

const at = (time: string): number => Date.parse(`2026-01-01T${time}Z`);
const day = 86_400_000;
const retention = new Map([['dust', day]]);

function workflow(workflowId: string, closed?: string, started = '09:00:00'): Workflow {
  return {
    namespace: 'dust',
    workflowId,
    runId: `run of ${workflowId}`,
    type: 'Type',
    status: closed === undefined ? 'RUNNING' : 'COMPLETED',
    started: at(started),
    closed: closed === undefined ? undefined : at(closed),
  };
}

function counted(workflows: readonly Workflow[], moment?: number): WorkflowCount {
  const count = new WorkflowCount(['dust'], moment);
  for (const each of workflows) count.add(each);
  return count;
}

describe('the count of workflows', () => {
  it('has those that run, and those that have ended by the hour in which they did, as long as they are kept', () => {
    const count = counted([workflow('a'), workflow('b', '10:59:59'), workflow('c', '10:00:01'), workflow('d', '11:00:00')]);
    expect(count.entries(retention, false)).toEqual([
      { kind: 'workflows', name: 'dust running', count: 1 },
      { kind: 'workflows', name: 'dust ended 2026-01-01T10', count: 2, until: '2026-01-02T10:00:01.000Z' },
      { kind: 'workflows', name: 'dust ended 2026-01-01T11', count: 1, until: '2026-01-02T11:00:00.000Z' },
    ]);
    expect(count.latest).toBe(at('11:00:00'));
  });

  it('has the same digests whatever the order, and others for other workflows', () => {
    const digests = (...workflows: Workflow[]): unknown[] =>
      counted(workflows)
        .entries(retention, true)
        .map(({ digest }) => digest);
    expect(digests(workflow('a'), workflow('b'))).toEqual(digests(workflow('b'), workflow('a')));
    expect(digests(workflow('a'), workflow('b'))).not.toEqual(digests(workflow('a'), workflow('c')));
    expect(digests(workflow('a', '10:00:00'))).not.toEqual(digests({ ...workflow('a', '10:00:00'), status: 'FAILED' }));
  });

  it('is the same at a moment whatever has happened since', () => {
    const before = counted([workflow('a'), workflow('b', '10:00:00')]);
    const since = [workflow('a', '12:00:00'), workflow('b', '10:00:00'), workflow('new', undefined, '12:00:00')];
    expect(counted(since, before.latest).entries(retention, true)).toEqual(before.entries(retention, true));
  });

  it('leaves other namespaces out', () => {
    expect(counted([{ ...workflow('a'), namespace: 'temporal-system' }]).entries(retention, false)).toEqual([
      { kind: 'workflows', name: 'dust running', count: 0 },
    ]);
  });

  it('is uncertain about what was going on where that had not arrived, and about nothing else', () => {
    const count = counted([workflow('a', '10:30:00'), workflow('b', undefined, '11:15:00')]);
    expect(count.uncertainEntries(retention, false)).toEqual([
      { kind: 'workflows', name: 'dust running', count: 1, until: '2026-01-01T11:15:00.000Z' },
      { kind: 'workflows', name: 'dust ended 2026-01-01T10', count: 1, until: '2026-01-02T10:30:00.000Z' },
      { kind: 'workflows', name: 'dust ended 2026-01-01T11', count: 0, until: '2026-01-01T11:15:00.000Z' },
    ]);
  });
});
