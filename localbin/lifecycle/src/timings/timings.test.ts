import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../events.js';
import { readTimings, rememberTimings, timingsAfter, timingsOf } from './timings.js';

const components = new Set(['db', 'app']);

function outcome(id: string, milliseconds: number, kind: Outcome['kind'] = 'done'): Outcome {
  const [component = '', verb = ''] = id.split(':');
  return { id, component, verb, kind, detail: '', diagnostics: [], milliseconds };
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dsw-timings-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('how long operations took', () => {
  it('is what they took when they were last done, of components that there are', () => {
    const before = { 'db:start': 100, 'gone:start': 5 };
    const outcomes = [
      outcome('db:start', 200.4),
      outcome('app:start', 5, 'failed'),
      outcome('app:prep', 7),
      outcome('app:init', 0, 'unchanged'),
    ];
    expect(timingsAfter(before, outcomes, components)).toEqual({ 'app:prep': 7, 'db:start': 200 });
    expect(timingsAfter(before, [outcome('app:init', 0, 'unchanged')], components)).toBe(before);
  });

  it('is forgotten when a component is purged, but for what was done after that', () => {
    const before = { 'app:start': 1, 'db:prep': 2, 'db:start': 100 };
    expect(timingsAfter(before, [outcome('db:purge', 3), outcome('db:prep', 9)], components)).toEqual({ 'app:start': 1, 'db:prep': 9 });
  });

  it('is remembered in the folder of the runs, whole or not at all', async () => {
    await rememberTimings(folder, [outcome('db:start', 1_234)], components);
    await rememberTimings(folder, [outcome('app:start', 10)], components);
    expect(await readTimings(folder)).toEqual({ 'app:start': 10, 'db:start': 1_234 });
    const operation = { id: 'db:start', verb: 'start', component: 'db', cause: '', after: [], requires: [], milestones: [] } as const;
    expect(await timingsOf(folder, { operations: [operation] })).toEqual({ 'db:start': 1_234 });
    expect(await readdir(folder)).toEqual(['timings.json']);
    await rememberTimings(folder, [outcome('app:purge', 1), outcome('db:purge', 1)], components);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each(['', '{"db:start": 1', 'null', '[]', '7', '{"db:start":"long","app:start":-1,"x:y":null}'])(
    'is unknown where what is remembered is %j',
    async (text) => {
      await writeFile(join(folder, 'timings.json'), text);
      expect(await readTimings(folder)).toEqual({});
      await rememberTimings(folder, [outcome('db:start', 5)], components);
      expect(JSON.parse(await readFile(join(folder, 'timings.json'), 'utf8'))).toEqual({ 'db:start': 5 });
    },
  );

  it('is not remembered where nothing can be written', async () => {
    await rememberTimings(join(folder, 'missing'), [outcome('db:start', 5)], components);
    expect(await readTimings(join(folder, 'missing'))).toEqual({});
  });
});
