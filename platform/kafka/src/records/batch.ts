import { crc32c } from './crc32c.js';
import { DamagedRecords } from './damaged.js';

/** A batch of records as Kafka keeps it on disk and sends it (message format 2, since 0.11), with its header read. */
export interface Batch {
  /** All of it, from its first offset on. */
  readonly bytes: Buffer;
  readonly baseOffset: number;
  /** The last offset that it stands for; of a compacted topic the record may be gone. */
  readonly lastOffset: number;
  readonly codec: number;
  readonly isTransactional: boolean;
  /** It marks the end of a transaction, and holds no records. */
  readonly isControl: boolean;
  /** All of its records have the time at which they were appended, whatever they say themselves. */
  readonly isAppendTime: boolean;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly producer: bigint;
  readonly count: number;
}

/** Where things are in the header. The length counts what comes after it, and the checksum covers what comes after that. */
export const layout = {
  baseOffset: 0,
  length: 8,
  leaderEpoch: 12,
  magic: 16,
  checksum: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producer: 43,
  producerEpoch: 51,
  sequence: 53,
  count: 57,
  records: 61,
} as const;

export const attributes = { codec: 0x07, appendTime: 0x08, transactional: 0x10, control: 0x20, deleteHorizon: 0x40 } as const;

/** How long the batch is that begins there, or undefined when there is too little to say. */
export function lengthOfBatch(bytes: Buffer, at: number): number | undefined {
  if (bytes.length - at < layout.leaderEpoch) return undefined;
  const length = bytes.readInt32BE(at + layout.length);
  if (length < layout.records - layout.leaderEpoch) throw new DamagedRecords(`a batch of records has the length ${length}`);
  return layout.leaderEpoch + length;
}

/** Reads the header of a batch, of which `bytes` is all. */
export function readBatch(bytes: Buffer): Batch {
  const baseOffset = Number(bytes.readBigInt64BE(layout.baseOffset));
  const magic = bytes.readInt8(layout.magic);
  if (magic !== 2)
    throw new DamagedRecords(`the records at offset ${baseOffset} are in the message format ${magic}, of which only 2 is known`);
  if (bytes.readUInt32BE(layout.checksum) !== crc32c(bytes.subarray(layout.attributes)))
    throw new DamagedRecords(`the checksum of the records at offset ${baseOffset} is wrong`);
  const flags = bytes.readInt16BE(layout.attributes);
  return {
    bytes,
    baseOffset,
    lastOffset: baseOffset + bytes.readInt32BE(layout.lastOffsetDelta),
    codec: flags & attributes.codec,
    isTransactional: (flags & attributes.transactional) !== 0,
    isControl: (flags & attributes.control) !== 0,
    isAppendTime: (flags & attributes.appendTime) !== 0,
    baseTimestamp: Number(bytes.readBigInt64BE(layout.baseTimestamp)),
    maxTimestamp: Number(bytes.readBigInt64BE(layout.maxTimestamp)),
    producer: bytes.readBigInt64BE(layout.producer),
    count: bytes.readInt32BE(layout.count),
  };
}
