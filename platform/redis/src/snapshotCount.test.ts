import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, it } from 'vitest';
import type { SnapshotContents } from './contentEntries.js';
import { SnapshotCount } from './snapshotCount.js';

const now = Date.UTC(2030, 0, 1);
const inAnHour = Buffer.alloc(8);
inAnHour.writeBigInt64LE(BigInt(now + 3_600_000));
const longAgo = Buffer.alloc(8);
longAgo.writeBigInt64LE(1n);

const head = [Buffer.from('REDIS0011'), [0xfe, 3]];
const text = (value: string): number[] => [value.length, ...Buffer.from(value)];
/** `a` as it is, five times `ab`, which is twice as it is and a copy, and a number of two bytes. */
const strings = [
  [0, ...text('k1'), ...text('a')],
  [0, ...text('k2'), 0xc3, 5, 10, 1, ...Buffer.from('ab'), 6 << 5, 1],
  [0, ...text('k3'), 0xc1, 1, 2],
];
const expiring = [
  [0xfc, ...inAnHour, 0, ...text('soon'), ...text('b')],
  [0xfc, ...longAgo, 0, ...text('gone'), ...text('b')],
];
const code = [0xf5, ...text('#!lua name=library\nreturn')];
const end = [0xff, 0, 0, 0, 0, 0, 0, 0, 0];

it.each([1, 3, 1000])('counts keys by database and expiry, in pieces of %i', async (size) => {
  expect(await counted([...head, code, ...strings, ...expiring, end], size)).toEqual({
    entries: [
      { kind: 'keys', name: 'db3', count: 3 },
      { kind: 'expiring keys', name: 'db3 2030-01-01T01Z', count: 1, until: '2030-01-01T01:00:00.000Z' },
      { kind: 'library', name: 'library' },
    ],
  });
});

it.each([
  ['a type that is not known', [...head, [200, ...text('key')], end], 'a value of type 200'],
  ['no end', [...head, ...strings], 'no end'],
  ['another beginning', [Buffer.from('PGDMP and so on')], 'the beginning "PGDMP and"'],
])('takes everything and says so when there is %s', async (_, parts, obstacle) => {
  expect(await counted(parts, 1000)).toEqual({ obstacle });
});

async function counted(parts: readonly (Buffer | number[])[], size: number): Promise<SnapshotContents> {
  const snapshot = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const pieces = Array.from({ length: Math.ceil(snapshot.length / size) }, (_, index) =>
    snapshot.subarray(index * size, (index + 1) * size),
  );
  const count = new SnapshotCount(now);
  await pipeline(Readable.from(pieces), count);
  return count.contents;
}
