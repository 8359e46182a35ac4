import { expect, it } from 'vitest';
import { seatWidth } from './seatWidth.js';

it('is not known where there is no terminal, or something else in its place', () => {
  expect([seatWidth('/nowhere'), seatWidth('/dev/null')]).toEqual([undefined, undefined]);
});
