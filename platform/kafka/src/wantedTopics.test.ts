import { describe, expect, it } from 'vitest';
import { wantedTopics } from './wantedTopics.js';

describe('KAFKA_TOPICS', () => {
  it('names topics with their partitions and what becomes of their records', () => {
    expect(wantedTopics(' orders:3:7d\n audit:1:forever prices:2:compact plain two:2 ')).toEqual([
      { name: 'orders', partitions: 3, configs: { 'cleanup.policy': 'delete', 'retention.ms': '604800000' } },
      { name: 'audit', partitions: 1, configs: { 'cleanup.policy': 'delete', 'retention.ms': '-1' } },
      { name: 'prices', partitions: 2, configs: { 'cleanup.policy': 'compact' } },
      { name: 'plain', partitions: 1, configs: {} },
      { name: 'two', partitions: 2, configs: {} },
    ]);
    expect(wantedTopics('')).toEqual([]);
  });

  it('is refused with everything that is wrong in it', () => {
    expect(() => wantedTopics('a:0 b:1:soon c:1:7d:more d/e __f g g:2 :3 ok:1')).toThrow(
      'KAFKA_TOPICS is not right: a:0: 0 is no number of partitions; b:1:soon: soon is no retention; c:1:7d:more: has more than three parts; ' +
        'd/e: the name of a topic is made of letters, digits, dots, underscores and dashes, at most 249; ' +
        '__f: names that begin with __ are Kafka’s own; g:2: is there twice; ' +
        ':3: the name of a topic is made of letters, digits, dots, underscores and dashes, at most 249',
    );
  });
});
