import { layout, type Batch } from './batch.js';
import { DamagedRecords } from './damaged.js';
import { expand } from './expand.js';

export interface KafkaRecord {
  readonly offset: number;
  /** Milliseconds since 1970; -1 is none. */
  readonly timestamp: number;
  /** Null is none. */
  readonly key: Buffer | null;
  /** Null removes what was said of the key before. */
  readonly value: Buffer | null;
  /** Key, value and headers, each with its length, as they are in the batch: nothing of them is lost, such as the order of headers. */
  readonly body: Buffer;
}

/** The records of a batch, in their order. */
export function readRecords(batch: Batch): KafkaRecord[] {
  const bytes = expand(batch.bytes.subarray(layout.records), batch.codec);
  const cursor = new Cursor(bytes);
  const records: KafkaRecord[] = [];
  for (let number = 0; number < batch.count; number++) {
    const length = cursor.varint();
    const end = cursor.at + length;
    cursor.skip(1);
    const timestamp = batch.baseTimestamp + cursor.varint();
    const offset = batch.baseOffset + cursor.varint();
    const body = cursor.at;
    const key = cursor.sized();
    const value = cursor.sized();
    const headers = cursor.varint();
    for (let header = 0; header < headers; header++) {
      cursor.sized();
      cursor.sized();
    }
    if (cursor.at !== end) throw new DamagedRecords(`the record at offset ${offset} has another length than it says`);
    records.push({ offset, timestamp: batch.isAppendTime ? batch.maxTimestamp : timestamp, key, value, body: bytes.subarray(body, end) });
  }
  if (cursor.at !== bytes.length)
    throw new DamagedRecords(`there is more than ${batch.count} records in the batch at offset ${batch.baseOffset}`);
  return records;
}

class Cursor {
  at = 0;

  constructor(readonly bytes: Buffer) {}

  /** A number in as many bytes as it takes, the sign in the lowest bit. */
  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined || scale > 2 ** 63) throw new DamagedRecords('a record ends too early');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
  }

  sized(): Buffer | null {
    const length = this.varint();
    return length < 0 ? null : this.skip(length);
  }

  skip(length: number): Buffer {
    const start = this.at;
    this.at += length;
    if (this.at > this.bytes.length) throw new DamagedRecords('a record ends too early');
    return this.bytes.subarray(start, this.at);
  }
}
