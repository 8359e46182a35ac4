import { describe, expect, it } from 'vitest';
import { PartitionContents } from './partitionContents.js';
import { PositionsIn } from './positionsIn.js';
import type { KafkaRecord } from './records/readRecords.js';
import { topicPolicy } from './topicPolicy.js';

const place = { topic: 'orders', partition: 2 };
const now = new Date('2026-11-22T12:00:00Z');
const time = (text: string): number => Date.parse(text);

function contentsOf(settings: Readonly<Record<string, string>>, records: readonly KafkaRecord[], bytes = 0): object[] {
  const contents = new PartitionContents(place, topicPolicy(settings), true);
  for (const record of records) contents.add(record);
  contents.addBytes(bytes);
  return contents.entries(now).map(({ digest, ...entry }) => ({ ...entry, ...(digest === undefined ? {} : { length: digest.length }) }));
}

function record(timestamp: number, key: string | null = null, value: string | null = 'value', offset = 0): KafkaRecord {
  const content = { key: key === null ? null : Buffer.from(key), value: value === null ? null : Buffer.from(value) };
  return { offset, timestamp, ...content, body: Buffer.from(`${key ?? ''}:${value ?? ''}`) };
}

describe('what a partition holds', () => {
  it('is one entry where nothing expires, also of nothing', () => {
    expect(contentsOf({ 'retention.ms': '-1' }, [record(1), record(2)])).toEqual([
      { kind: 'records', name: 'orders-2', count: 2, length: 32 },
    ]);
    expect(contentsOf({ 'retention.ms': '-1' }, [])).toEqual([{ kind: 'records', name: 'orders-2', count: 0, length: 32 }]);
  });

  it('is one entry for each day, until the first record of it expires', () => {
    const days = ['2026-11-20T08:00:00Z', '2026-11-20T07:00:00Z', '2026-11-21T00:00:00Z'].map((text) => record(time(text)));
    expect(contentsOf({ 'retention.ms': '604800000' }, days)).toEqual([
      { kind: 'expiring records', name: 'orders-2 2026-11-20', count: 2, length: 32, until: '2026-11-27T07:00:00.000Z' },
      { kind: 'expiring records', name: 'orders-2 2026-11-21', count: 1, length: 32, until: '2026-11-28T00:00:00.000Z' },
    ]);
  });

  it('is one entry for each hour where it expires soon', () => {
    const hours = ['2026-11-22T10:30:00Z', '2026-11-22T11:59:00Z'].map((text) => record(time(text)));
    expect(contentsOf({ 'retention.ms': '7200000' }, hours)).toMatchObject([
      { name: 'orders-2 2026-11-22T10Z', until: '2026-11-22T12:30:00.000Z' },
      { name: 'orders-2 2026-11-22T11Z', until: '2026-11-22T13:59:00.000Z' },
    ]);
  });

  it('is uncertain where it is larger than it may be', () => {
    const settings = { 'retention.ms': '-1', 'retention.bytes': '1000' };
    expect(contentsOf(settings, [record(1)], 1_000)[0]).not.toHaveProperty('until');
    expect(contentsOf(settings, [record(1)], 1_001)).toMatchObject([{ until: now.toISOString() }]);
  });

  it('is the last record of each key of a compacted topic, whatever came before and in whatever order', () => {
    const compacted = { 'cleanup.policy': 'compact', 'retention.ms': '604800000' };
    const all = [record(1, 'a', 'old'), record(2, 'b'), record(3, 'a', 'new'), record(4, 'c'), record(5, 'c', null)];
    expect(contentsOf(compacted, all)).toEqual([{ kind: 'keys', name: 'orders-2', count: 2, length: 32 }]);
    const digest = (records: readonly KafkaRecord[]): string | undefined => {
      const contents = new PartitionContents(place, topicPolicy(compacted), true);
      for (const each of records) contents.add(each);
      return contents.entries(now)[0]?.digest;
    };
    expect(digest(all)).toBe(digest([record(3, 'a', 'new'), record(2, 'b')]));
    expect(digest(all)).not.toBe(digest([record(3, 'a', 'newer'), record(2, 'b')]));
    expect(contentsOf({ ...compacted, 'cleanup.policy': 'compact,delete' }, [record(time('2026-11-20T08:00:00Z'), 'a')])).toMatchObject([
      { kind: 'expiring keys', name: 'orders-2 2026-11-20', until: '2026-11-27T08:00:00.000Z' },
    ]);
  });
});

describe('how far a group has read', () => {
  it('is told by what is left, also where there are gaps', () => {
    const positions = new PositionsIn([0, 5, 7, 8, 20, 5]);
    for (const offset of [3, 4, 7, 9]) positions.add({ offset, timestamp: offset * 10 });
    expect([0, 5, 7, 8, 20].map((offset) => positions.ahead(offset))).toEqual([
      { left: 4, next: 30 },
      { left: 2, next: 70 },
      { left: 2, next: 70 },
      { left: 1, next: 90 },
      { left: 0, next: undefined },
    ]);
    expect(positions.count).toBe(4);
  });
});
