import { createHash, type Hash } from 'node:crypto';
import type { ContentEntry } from '@dust-workspace/component/hooks';
import type { Place } from './protocol/offsets.js';
import type { KafkaRecord } from './records/readRecords.js';
import type { TopicPolicy } from './topicPolicy.js';

/** Of more keys than that nothing is recorded: each takes about 200 bytes of memory. */
export const mostKeys = 2_000_000;

/**
 * Counts what a partition holds, record by record, in entries that are the same wherever its records came to lie: nothing in them depends on offsets.
 * Of what expires there is one for each day, or each hour where it is soon, which is certain until the first of that time expires. Of a compacted
 * topic the last record of each key is certain.
 */
export class PartitionContents {
  readonly #spans = new Map<string, Counted>();
  readonly #keys = new Map<string, LastRecord>();
  #bytes = 0;

  constructor(
    readonly place: Place,
    readonly policy: TopicPolicy,
    readonly digest: boolean,
  ) {}

  /** Whether there are too many keys to say which records are the last. */
  get isTooMuch(): boolean {
    return this.#keys.size > mostKeys;
  }

  add(record: KafkaRecord): void {
    if (this.policy.compacts) this.#addKey(record);
    else {
      const counted = this.#spanOf(record.timestamp);
      counted.count++;
      if (this.digest) (counted.hash ??= createHash('sha256')).update(timeBytes(record.timestamp)).update(record.body);
    }
  }

  /** As much is on disk for what is added. */
  addBytes(bytes: number): void {
    this.#bytes += bytes;
  }

  /** `now` is the time from which on what is not certain may be gone. */
  entries(now: Date): ContentEntry[] {
    if (this.isTooMuch) return [];
    if (this.policy.compacts) this.#countKeys();
    const spans = [...this.#spans].sort(([a], [b]) => (a < b ? -1 : 1));
    if (spans.length === 0 && this.policy.retention === undefined) spans.push(['', { count: 0, earliest: 0 }]);
    return spans.map(([span, counted]) => {
      const until = this.#isFull ? now.toISOString() : this.#untilExpired(counted.earliest, now);
      return {
        kind: `${this.policy.retention === undefined ? '' : 'expiring '}${this.policy.compacts ? 'keys' : 'records'}`,
        name: `${nameOfPlace(this.place)}${span}`,
        count: counted.count,
        ...(this.digest ? { digest: digestOf(counted) } : {}),
        ...(until === undefined ? {} : { until }),
      };
    });
  }

  /** Until when a record with that time is there, unless something else removes it. */
  certainUntil(timestamp: number, now: Date): string | undefined {
    return this.policy.compacts || this.#isFull ? now.toISOString() : this.#untilExpired(timestamp, now);
  }

  /** Where a partition is as large as it may be, its beginning may go at any time. */
  get #isFull(): boolean {
    return this.policy.retentionBytes !== undefined && this.#bytes > this.policy.retentionBytes;
  }

  #untilExpired(timestamp: number, now: Date): string | undefined {
    const { retention } = this.policy;
    if (retention === undefined) return undefined;
    const until = timestamp < 0 ? now.getTime() : timestamp + retention;
    return until < lastDate ? new Date(until).toISOString() : undefined;
  }

  #spanOf(timestamp: number): Counted {
    const span = spanName(timestamp, this.policy.retention);
    const known = this.#spans.get(span) ?? { count: 0, earliest: timestamp };
    known.earliest = Math.min(known.earliest, timestamp);
    this.#spans.set(span, known);
    return known;
  }

  #addKey({ key, value, body, timestamp }: KafkaRecord): void {
    if (this.isTooMuch) return;
    const name = createHash('sha256')
      .update(key ?? '')
      .digest('base64url')
      .slice(0, 22);
    if (value === null) this.#keys.delete(name);
    else this.#keys.set(name, { timestamp, sum: this.digest ? sumOf(timestamp, body) : 0n });
  }

  #countKeys(): void {
    this.#spans.clear();
    for (const { timestamp, sum } of this.#keys.values()) {
      const counted = this.#spanOf(timestamp);
      counted.count++;
      counted.sum = BigInt.asUintN(128, (counted.sum ?? 0n) + sum);
    }
  }
}

interface Counted {
  count: number;
  earliest: number;
  /** Of records in their order. */
  hash?: Hash;
  /** Of records whose order does not matter. */
  sum?: bigint;
}

interface LastRecord {
  readonly timestamp: number;
  readonly sum: bigint;
}

export function nameOfPlace({ topic, partition }: Place): string {
  return `${topic}-${partition}`;
}

const hour = 3_600_000;
const day = 24 * hour;
/** The year 10000. */
const lastDate = 253_402_300_800_000;

function spanName(timestamp: number, retention: number | undefined): string {
  if (retention === undefined) return '';
  if (timestamp < 0 || timestamp >= lastDate) return ' without time';
  const text = new Date(timestamp).toISOString();
  return retention < 2 * day ? ` ${text.slice(0, 13)}Z` : ` ${text.slice(0, 10)}`;
}

function timeBytes(timestamp: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(timestamp));
  return bytes;
}

function sumOf(timestamp: number, body: Buffer): bigint {
  const digest = createHash('sha256').update(timeBytes(timestamp)).update(body).digest();
  return (digest.readBigUInt64BE(0) << 64n) | digest.readBigUInt64BE(8);
}

function digestOf({ hash, sum }: Counted): string {
  if (sum !== undefined) return sum.toString(16).padStart(32, '0');
  return (hash?.copy() ?? createHash('sha256')).digest('hex').slice(0, 32);
}
