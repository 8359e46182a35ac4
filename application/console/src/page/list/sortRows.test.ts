import { expect, it } from 'vitest';
import { row } from '../../testing/report.js';
import { sortedBy, sortRows, type Sorting } from './sortRows.js';

const rows = [row('store', 'healthy'), row('api', 'failed'), row('worker', 'stopped')];
const measures = { probes: { store: 3, worker: 1 }, usage: { api: { cpuShare: null, memoryBytes: 7, processes: 1 } } };
const sorted = (sorting: Sorting): string[] => sortRows(rows, sorting, measures).map(({ name }) => name);

it('rows are in the order of starting, or of a column, and what has no value is last', () => {
  expect(sorted({ by: 'order', descending: false })).toEqual(['store', 'api', 'worker']);
  expect(sorted({ by: 'name', descending: false })).toEqual(['api', 'store', 'worker']);
  expect(sorted({ by: 'state', descending: false })).toEqual(['api', 'store', 'worker']);
  expect(sorted({ by: 'probe', descending: true })).toEqual(['store', 'worker', 'api']);
  expect(sorted({ by: 'probe', descending: false })).toEqual(['worker', 'store', 'api']);
  expect(sorted({ by: 'cpu', descending: true })).toEqual(['store', 'api', 'worker']);
});

it('a column sorts one way, then the other, then not', () => {
  const clicks = ['cpu', 'cpu', 'cpu', 'name'] as const;
  let sorting: Sorting = { by: 'order', descending: false };
  expect(clicks.map((by) => (sorting = sortedBy(sorting, by)))).toEqual([
    { by: 'cpu', descending: true },
    { by: 'cpu', descending: false },
    { by: 'order', descending: false },
    { by: 'name', descending: false },
  ]);
});
