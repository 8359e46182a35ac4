import { expect, it } from 'vitest';
import { leasedRanges } from './leases.js';
import { blocks, unitOf } from './portUnits.js';

it('a port is registered alone, or with its block', () => {
  expect([5432, 19_999, 20_000, 20_019, 20_020, 32_759, 32_760, 50_051].map(unitOf)).toEqual([
    { first: 5432, last: 5432 },
    { first: 19_999, last: 19_999 },
    { first: 20_000, last: 20_019 },
    { first: 20_000, last: 20_019 },
    { first: 20_020, last: 20_039 },
    { first: 32_740, last: 32_759 },
    { first: 32_760, last: 32_760 },
    { first: 50_051, last: 50_051 },
  ]);
});

it('every block is offered once, from different beginnings', () => {
  const [one, other] = [[...blocks('a', 32_768)], [...blocks('b', 32_768)]];
  expect(one).toHaveLength(638);
  expect(new Set(one.map(({ first }) => first)).size).toBe(638);
  expect(one[0]).not.toEqual(other[0]);
  const byFirst = (a: { first: number }, b: { first: number }): number => a.first - b.first;
  expect(one.toSorted(byFirst)).toEqual(other.toSorted(byFirst));
});

it('no block is where the system takes ports for outgoing connections, unless that is everywhere', () => {
  expect([...blocks('a', 20_050)].map(({ last }) => last).toSorted()).toEqual([20_019, 20_039]);
  expect([...blocks('a', 1_024)]).toHaveLength(638);
});

it('the blocks of an environment can be told', () => {
  expect(leasedRanges({ B_PORT: 20_041, A_PORT: 5432, C_PORT: 20_050 })).toEqual([
    { first: 5432, last: 5432 },
    { first: 20_040, last: 20_059 },
  ]);
});
