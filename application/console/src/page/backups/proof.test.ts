import { expect, it } from 'vitest';
import { summaryOf } from './contents.js';
import { proofOf } from './proof.js';

const components = ['redis', 'timescale'];

it('a set is proven as well as the weakest of its components', () => {
  expect(proofOf({ components, verified: {}, drilled: {} })).toEqual({ kind: 'none', at: null, text: 'not verified' });
  expect(proofOf({ components, verified: { redis: '2' }, drilled: {} }).kind).toBe('none');
  expect(proofOf({ components, verified: { redis: '2', timescale: '1' }, drilled: {} })).toEqual({
    kind: 'verified',
    at: '1',
    text: 'verified',
  });
  expect(proofOf({ components, verified: { timescale: '1' }, drilled: { redis: '3' } })).toEqual({
    kind: 'verified',
    at: '1',
    text: 'verified',
  });
  expect(proofOf({ components, verified: {}, drilled: { redis: '3', timescale: '4' } })).toEqual({
    kind: 'drilled',
    at: '3',
    text: 'drilled',
  });
});

it('of one component only its own stamps count', () => {
  expect(proofOf({ components, verified: {}, drilled: { redis: '3' } }, 'redis').kind).toBe('drilled');
  expect(proofOf({ components, verified: {}, drilled: { redis: '3' } }, 'timescale').kind).toBe('none');
});

it('what data held is summed up by its kinds', () => {
  expect(
    summaryOf([
      { kind: 'table', name: 'a', count: 3 },
      { kind: 'table', name: 'b', count: 1 },
      { kind: 'sequence', name: 'c', value: '4' },
      { kind: 'index', name: 'd', count: 2 },
      { kind: 'index', name: 'e', count: 2 },
    ]),
  ).toBe('2 tables with 4 rows, 1 sequence, 2 indexes (4)');
  expect(summaryOf([])).toBe('nothing in it');
});
