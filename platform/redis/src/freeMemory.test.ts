import { expect, it } from 'vitest';
import { freeMemory } from './freeMemory.js';

it.each([
  ['what the system has', 'MemTotal: 8000 kB\nMemAvailable:    4000 kB\n', 4_096_000],
  [
    'what the control group leaves, of which caches can be given up',
    'MemAvailable: 4000 kB\nlimit 2000000\nused 1500000\ncache 300000\n',
    800_000,
  ],
  ['what the system has under a control group without a limit', 'MemAvailable: 4000 kB\nlimit max\nused 1500000\ncache 0\n', 4_096_000],
  ['nothing when the control group has used up all', 'limit 1000\nused 2000\n', 0],
  ['not known where there is neither', '', undefined],
])('is %s', (_, printed, expected) => {
  expect(freeMemory(printed)).toBe(expected);
});
