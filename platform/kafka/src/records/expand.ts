import { decompress as expandZstd } from 'fzstd';
import { DamagedRecords } from './damaged.js';
import { gunzip } from './gzip.js';
import { expandLz4 } from './lz4.js';
import { expandSnappy } from './snappy.js';

/** The numbers by which batches name how they are compressed. */
export const codecs = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;

/** The records of a batch as they are without compression. */
export function expand(records: Buffer, codec: number): Buffer {
  try {
    switch (codec) {
      case codecs.none:
        return records;
      case codecs.gzip:
        return gunzip(records);
      case codecs.snappy:
        return expandSnappy(records);
      case codecs.lz4:
        return expandLz4(records);
      case codecs.zstd: {
        const { buffer, byteOffset, byteLength } = expandZstd(records);
        return Buffer.from(buffer, byteOffset, byteLength);
      }
      default:
        throw new DamagedRecords(`records are compressed in a way that is not known, ${codec}`);
    }
  } catch (error) {
    if (error instanceof DamagedRecords) throw error;
    throw new DamagedRecords(`records cannot be decompressed: ${(error as Error).message}`);
  }
}
