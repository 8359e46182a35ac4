import { describe, expect, it } from 'vitest';
import { problem } from '@dust-workspace/component';
import { execute, type Perform } from './execute.js';
import type { Operation } from './plan.js';

function operation(id: string, edges: Partial<Pick<Operation, 'after' | 'requires' | 'milestones'>> = {}): Operation {
  const [component = '', verb = 'start'] = id.split(':');
  return {
    id,
    component,
    verb: verb as Operation['verb'],
    cause: 'test',
    after: edges.requires ?? [],
    requires: [],
    milestones: [],
    ...edges,
  };
}

const done: Perform = () => Promise.resolve({ kind: 'done', detail: 'done' });

async function run(
  operations: readonly Operation[],
  perform: Perform,
  signal = new AbortController().signal,
  parallel?: number,
): Promise<string[]> {
  const outcomes = await execute({ operations }, { perform, signal, parallel, emit: () => undefined, clock: () => 0 });
  return outcomes.map(({ id, kind, detail }) => `${id} ${kind}: ${detail}`);
}

describe('the executor', () => {
  it('runs side by side what does not wait for each other', async () => {
    let open: () => void = () => undefined;
    const both = new Promise<void>((resolve) => (open = resolve));
    let begun = 0;
    const perform: Perform = async () => {
      if (++begun === 2) open();
      await both;
      return { kind: 'done', detail: 'met' };
    };
    expect(await run([operation('a:start'), operation('b:start')], perform)).toEqual(['a:start done: met', 'b:start done: met']);
  });

  it.each([1, 2])('runs no more than %i at once where that is asked for, and all in the end', async (parallel) => {
    let running = 0;
    let most = 0;
    const perform: Perform = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return { kind: 'done', detail: 'done' };
    };
    const operations = ['a', 'b', 'c', 'd'].map((name) => operation(`${name}:start`));
    expect(await run(operations, perform, new AbortController().signal, parallel)).toHaveLength(4);
    expect(most).toBe(parallel);
  });

  it('goes on one at a time from a milestone, even where the end waits for what comes after it', async () => {
    let over: () => void = () => undefined;
    const used = new Promise<void>((resolve) => (over = resolve));
    const perform: Perform = async ({ id }, reached) => {
      reached();
      if (id === 'a:start') await used;
      else over();
      return { kind: 'done', detail: 'done' };
    };
    const operations = [operation('a:start'), operation('b:start', { requires: ['a:start'], milestones: ['a:start'] })];
    expect(await run(operations, perform, new AbortController().signal, 1)).toEqual(['a:start done: done', 'b:start done: done']);
  });

  it('keeps the order of the plan, whatever the order of the list', async () => {
    const order: string[] = [];
    const perform: Perform = ({ id }) => {
      order.push(id);
      return Promise.resolve({ kind: 'done', detail: '' });
    };
    await run(
      [operation('c:start', { requires: ['b:start'] }), operation('b:start', { requires: ['a:start'] }), operation('a:start')],
      perform,
    );
    expect(order).toEqual(['a:start', 'b:start', 'c:start']);
  });

  it('skips what requires a failed operation, all the way up, and goes on with the rest', async () => {
    const perform: Perform = ({ id }) =>
      Promise.resolve(id === 'a:start' ? { kind: 'failed', diagnostics: [problem('x', 'it broke')] } : { kind: 'done', detail: 'done' });
    const outcomes = await run(
      [
        operation('a:start'),
        operation('b:start', { requires: ['a:start'] }),
        operation('c:start', { requires: ['b:start'] }),
        operation('d:start'),
      ],
      perform,
    );
    expect(outcomes).toEqual([
      'a:start failed: it broke',
      'b:start skipped: start of a failed',
      'c:start skipped: start of b was skipped',
      'd:start done: done',
    ]);
  });

  it('goes on after a failed operation that it merely follows', async () => {
    const perform: Perform = ({ verb }) =>
      Promise.resolve(verb === 'backup' ? { kind: 'failed', diagnostics: [problem('x', 'full')] } : { kind: 'done', detail: 'back' });
    expect(await run([operation('a:backup'), operation('a:start', { after: ['a:backup'], requires: [] })], perform)).toEqual([
      'a:backup failed: full',
      'a:start done: back',
    ]);
  });

  it('begins at the milestone where that is enough', async () => {
    const order: string[] = [];
    let finish: () => void = () => undefined;
    const dependentDone = new Promise<void>((resolve) => (finish = resolve));
    const perform: Perform = async ({ id }, reached) => {
      order.push(`${id} begins`);
      if (id === 'a:start') {
        reached();
        await dependentDone;
      } else finish();
      order.push(`${id} ends`);
      return { kind: 'done', detail: '' };
    };
    await run([operation('a:start'), operation('b:start', { requires: ['a:start'], milestones: ['a:start'] })], perform);
    expect(order).toEqual(['a:start begins', 'b:start begins', 'b:start ends', 'a:start ends']);
  });

  it('takes a failure before the milestone for what it is', async () => {
    const perform: Perform = () => Promise.resolve({ kind: 'failed', diagnostics: [] });
    expect(await run([operation('a:start'), operation('b:start', { requires: ['a:start'], milestones: ['a:start'] })], perform)).toEqual([
      'a:start failed: ',
      'b:start skipped: start of a failed',
    ]);
  });

  it('begins nothing after an interrupt', async () => {
    const controller = new AbortController();
    const perform: Perform = () => {
      controller.abort();
      return Promise.resolve({ kind: 'done', detail: 'finished' });
    };
    expect(await run([operation('a:start'), operation('b:start', { requires: ['a:start'] })], perform, controller.signal)).toEqual([
      'a:start done: finished',
      'b:start skipped: interrupted before it began',
    ]);
  });

  it('has nothing to say about an empty plan', async () => {
    expect(await run([], done)).toEqual([]);
  });
});
