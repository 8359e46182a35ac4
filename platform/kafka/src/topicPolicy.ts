import type { Configs } from './protocol/configs.js';

/** What Kafka removes from a topic by itself. */
export interface TopicPolicy {
  /** Of each key it keeps the last record. */
  readonly compacts: boolean;
  /** Milliseconds from the time of a record until it may go; undefined is never. */
  readonly retention: number | undefined;
  /** What of a partition may be more than that many bytes may go; undefined is nothing. */
  readonly retentionBytes: number | undefined;
}

export function topicPolicy(effective: Configs): TopicPolicy {
  const policies = (effective['cleanup.policy'] ?? 'delete').split(',').map((name) => name.trim());
  const limit = (name: string): number | undefined => {
    const value = Number(effective[name] ?? -1);
    return policies.includes('delete') && value >= 0 ? value : undefined;
  };
  return { compacts: policies.includes('compact'), retention: limit('retention.ms'), retentionBytes: limit('retention.bytes') };
}
