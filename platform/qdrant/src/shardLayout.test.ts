import { expect, it } from 'vitest';
import { layoutSteps } from './shardLayout.js';

const shards = (...list: [number, string?][]) => ({
  name: 'c',
  shards: list.map(([id, key]) => (key === undefined ? { id } : { id, key })),
});

it('needs no steps where points are distributed among all shards', () => {
  expect(layoutSteps(shards([0], [1], [2]))).toEqual([]);
});

it('makes keys in the order of their numbers', () => {
  expect(layoutSteps(shards([1, 'b'], [2, 'b'], [3, 'a']))).toEqual([
    {
      kind: 'key',
      group: {
        key: 'b',
        shards: [
          { id: 1, key: 'b' },
          { id: 2, key: 'b' },
        ],
      },
    },
    { kind: 'key', group: { key: 'a', shards: [{ id: 3, key: 'a' }] } },
  ]);
});

it('fills in for keys that are gone', () => {
  expect(layoutSteps(shards([3, 'a'], [7, 'b'])).valueOf()).toEqual([
    { kind: 'filler', name: 'filler-1', count: 2 },
    { kind: 'key', group: { key: 'a', shards: [{ id: 3, key: 'a' }] } },
    { kind: 'filler', name: 'filler-4', count: 3 },
    { kind: 'key', group: { key: 'b', shards: [{ id: 7, key: 'b' }] } },
  ]);
});

it.each([
  [
    'a key has got one more',
    shards([1, 'a'], [2, 'b'], [3, 'a']),
    'the shards of c/a have the numbers 1, 3, as they have after resharding',
  ],
  ['there is one less without keys', shards([0], [2]), 'the shards of c have the numbers 0, 2, as they have after resharding'],
  ['the first without keys is gone', shards([1]), 'the shards of c have the numbers 1, as they have after resharding'],
  ['a key has number 0', shards([0, 'a']), 'the shards of c/a have the numbers 0, as they have after resharding'],
])('tells what cannot be made: %s', (_, collection, obstacle) => {
  expect(layoutSteps(collection)).toEqual({ obstacle });
});
