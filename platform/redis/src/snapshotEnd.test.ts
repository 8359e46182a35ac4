import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { SnapshotEnd } from './snapshotEnd.js';

const snapshot = Buffer.concat([Buffer.from(`REDIS0010${'content '.repeat(30)}`), Buffer.from([0xff, 1, 2, 3, 4, 5, 6, 7, 8])]);
const mark = Buffer.from('3efb01ac370784e8d469216' + '2ceca' + 'c998754' + '47bb1');

it.each([1, 7, 4096])('passes a snapshot on as it is, in pieces of %i', async (size) => {
  expect(await through(snapshot, size)).toBe(snapshot.toString('latin1'));
});

it.each([1, 7, 4096])('takes the mark behind it away, in pieces of %i', async (size) => {
  expect(mark).toHaveLength(40);
  expect(await through(Buffer.concat([snapshot, mark]), size)).toBe(snapshot.toString('latin1'));
});

it.each([
  ['without its end', snapshot.subarray(0, -1)],
  ['with half a mark', Buffer.concat([snapshot, mark.subarray(0, 20)])],
  ['of nothing', Buffer.alloc(0)],
])('fails on a snapshot %s', async (_, content) => {
  await expect(through(content, 64)).rejects.toThrow('redis-cli got a snapshot without its end');
});

async function through(content: Buffer, size: number): Promise<string> {
  const pieces = Array.from({ length: Math.ceil(content.length / size) }, (_, index) => content.subarray(index * size, (index + 1) * size));
  const end = Readable.from(pieces).compose(new SnapshotEnd()) as Readable;
  end.setEncoding('latin1');
  return text(end);
}
