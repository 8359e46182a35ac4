import { describe, expect, it } from 'vitest';
import { bucketFor, parseHistoryQuery } from './historyQuery.js';

describe('a query of the history', () => {
  it('spans an hour unless told, and seven days at most', () => {
    expect([{}, { minutes: '1' }, { minutes: '10080', component: 'redis' }].map(parseHistoryQuery)).toEqual(
      [
        { minutes: 60, component: undefined },
        { minutes: 1, component: undefined },
        { minutes: 10_080, component: 'redis' },
      ].map((value) => ({ ok: true, value })),
    );
    const wrong = ['0', '10081', '-5', '1.5', 'x', '', ['1', '2']].map((minutes) => parseHistoryQuery({ minutes }).ok);
    expect([...wrong, parseHistoryQuery({ component: ['a', 'b'] }).ok]).toEqual(Array<boolean>(8).fill(false));
  });

  const [second, hour, day] = [1_000, 3_600_000, 86_400_000];

  it('gets every sample where there are few', () => {
    expect(bucketFor(hour, 10 * second, 3)).toBeUndefined();
    expect(bucketFor(4 * hour, 10 * second, 3)).toBeUndefined();
  });

  it('gets about fifteen hundred points of a component where there are many, and fewer of each of many components', () => {
    expect(bucketFor(7 * day, 10 * second, 3)).toBe(410 * second);
    expect(bucketFor(6 * hour, 10 * second, 1)).toBe(20 * second);
    expect((7 * day) / (bucketFor(7 * day, 10 * second, 100) ?? 0)).toBeCloseTo(240, -1);
  });
});
