import { attributes, layout, type Batch } from './batch.js';
import { crc32c } from './crc32c.js';
import { codecs } from './expand.js';
import { gzip } from './gzip.js';
import type { KafkaRecord } from './readRecords.js';

/** A batch as a producer without transactions sends it: records numbered without gaps, and nothing of whoever sent them first. */
export function asProduced(batch: Batch): Buffer {
  const bytes = Buffer.from(batch.bytes);
  const kept = attributes.codec;
  bytes.writeInt16BE(bytes.readInt16BE(layout.attributes) & kept, layout.attributes);
  return sealed(bytes);
}

/** A batch of these records with the times that they have, whatever offsets they had. */
export function batchOf(records: readonly Pick<KafkaRecord, 'timestamp' | 'body'>[], isCompressed: boolean): Buffer {
  const times = records.map(({ timestamp }) => timestamp);
  const base = times[0] ?? 0;
  const lines = records.flatMap(({ timestamp, body }, number) => {
    const head = Buffer.concat([Buffer.alloc(1), varint(timestamp - base), varint(number)]);
    return [varint(head.length + body.length), head, body];
  });
  const plain = Buffer.concat(lines);
  const content = isCompressed ? gzip(plain) : plain;
  const bytes = Buffer.concat([Buffer.alloc(layout.records), content]);
  bytes.writeInt32BE(bytes.length - layout.leaderEpoch, layout.length);
  bytes.writeInt8(2, layout.magic);
  bytes.writeInt16BE(isCompressed ? codecs.gzip : codecs.none, layout.attributes);
  bytes.writeInt32BE(records.length - 1, layout.lastOffsetDelta);
  bytes.writeBigInt64BE(BigInt(base), layout.baseTimestamp);
  bytes.writeBigInt64BE(BigInt(times.reduce((highest, time) => Math.max(highest, time), base)), layout.maxTimestamp);
  bytes.writeInt32BE(records.length, layout.count);
  return sealed(bytes);
}

function sealed(bytes: Buffer): Buffer {
  const none = -1;
  bytes.writeBigInt64BE(0n, layout.baseOffset);
  bytes.writeInt32BE(none, layout.leaderEpoch);
  bytes.writeBigInt64BE(BigInt(none), layout.producer);
  bytes.writeInt16BE(none, layout.producerEpoch);
  bytes.writeInt32BE(none, layout.sequence);
  bytes.writeUInt32BE(crc32c(bytes.subarray(layout.attributes)), layout.checksum);
  return bytes;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}
