import { expect, it } from 'vitest';
import { waitAfter } from './backOff.js';

it('waits twice as long after each failure, up to the cap', () => {
  const waits = [1, 2, 3, 4, 5, 100].map((failures) => waitAfter(failures, { first: 500, cap: 5_000 }));
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000]);
});
