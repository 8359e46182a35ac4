import { pick } from './random.js';
import type { Random } from './random.js';

const values: readonly unknown[] = [
  ...[null, true, false, 0, 1, -1, 1.5, 65_536, 1e21, '', ' ', 'x', 'started', 'healthy', '5s', 'TIMESCALE_PORT', 'a\0b', 'a\nb', '${X}'],
  ...[
    [],
    {},
    [[]],
    [{}],
    ['a'],
    [1, null],
    { a: 1 },
    { __proto__: null },
    { tcp: 'TIMESCALE_PORT' },
    { command: 'x', tcp: 1 },
    { type: 'enum' },
  ],
];
const keys = [
  'needs',
  'redy',
  'REDIS_PORT',
  'TIMESCALE_PORT',
  'constructor',
  'a-b',
  '',
  '1',
  'type',
  'values',
  'command',
  'http',
  'within',
  'process',
];

/** A copy of `data` in which some values are others, some keys are new, and some are gone. */
export function misfit(random: Random, data: unknown): unknown {
  if (random(60) === 0) return pick(random, values);
  if (Array.isArray(data)) return data.map((item) => misfit(random, item));
  if (typeof data !== 'object' || data === null) return data;
  const entries = Object.entries(data).flatMap(([key, value]): [string, unknown][] =>
    random(80) === 0 ? [] : [[key, misfit(random, value)]],
  );
  return Object.fromEntries(random(30) === 0 ? [...entries, [pick(random, keys), pick(random, values)]] : entries);
}
