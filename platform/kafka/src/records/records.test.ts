import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributes, layout, readBatch } from './batch.js';
import { crc32c } from './crc32c.js';
import { DamagedRecords } from './damaged.js';
import { codecs, expand } from './expand.js';
import { readBatches } from './readBatches.js';
import { readRecords } from './readRecords.js';
import { asProduced, batchOf } from './writeBatch.js';

/** Lengths of one byte each, twice the number: a key, a value and one header, of which key and value may be none. */
const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
const sized = (content: Buffer | null): Buffer =>
  content === null ? Buffer.from([1]) : Buffer.concat([Buffer.from([content.length * 2]), content]);
const record = fc
  .record({
    timestamp: fc.integer({ min: -1, max: 4_102_444_800_000 }),
    key: fc.option(bytes, { nil: null }),
    value: fc.option(bytes, { nil: null }),
    header: bytes,
  })
  .map(({ timestamp, key, value, header }) => ({
    ...{ timestamp, key, value },
    body: Buffer.concat([sized(key), sized(value), Buffer.from([2]), sized(header), sized(null)]),
  }));
const records = fc.array(record, { minLength: 1, maxLength: 20 });

describe('records', () => {
  it('have the checksum of RFC 3720', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  });

  it('are read from a batch as they were written into it', () => {
    fc.assert(
      fc.property(records, fc.boolean(), (written, isCompressed) => {
        const batch = readBatch(batchOf(written, isCompressed));
        expect(batch).toMatchObject({ count: written.length, baseOffset: 0, lastOffset: written.length - 1, producer: -1n });
        expect(readRecords(batch)).toEqual(written.map((each, offset) => ({ ...each, offset })));
      }),
    );
  });

  it('are read batch by batch, however they come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(records, { maxLength: 5 }), fc.integer({ min: 1, max: 500 }), async (written, size) => {
        const all = Buffer.concat(written.map((each) => batchOf(each, false)));
        const read: number[] = [];
        for await (const batch of readBatches(pieces(all, size))) read.push(batch.count);
        expect(read).toEqual(written.map(({ length }) => length));
        if (all.length > 0) await expect(drain(readBatches(pieces(all.subarray(0, -1), size)))).rejects.toThrow(DamagedRecords);
      }),
    );
  });

  it('that are changed anywhere are found to be', () => {
    fc.assert(
      fc.property(records, fc.boolean(), fc.nat(), fc.integer({ min: 1, max: 255 }), (written, isCompressed, place, change) => {
        const changed = Buffer.from(batchOf(written, isCompressed));
        // What comes before is where a batch lies, and not what is in it.
        const at = layout.magic + (place % (changed.length - layout.magic));
        changed[at]! ^= change;
        expect(() => readBatch(changed)).toThrow(DamagedRecords);
      }),
    );
  });

  it('that are nonsense under a right checksum are refused, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...Object.values(codecs), 5), (content, codec) => {
        const batch = batchOf([], false);
        const nonsense = Buffer.concat([batch, content]);
        nonsense.writeInt16BE(codec, layout.attributes);
        nonsense.writeInt32BE(3, layout.count);
        nonsense.writeUInt32BE(crc32c(nonsense.subarray(layout.attributes)), layout.checksum);
        expect(() => readRecords(readBatch(nonsense))).toThrow(DamagedRecords);
      }),
    );
  });

  it('of a transaction are sent as of nobody, and otherwise as they were', () => {
    const bytesOf = batchOf([{ timestamp: 7, body: Buffer.from([1, 1, 0]) }], false);
    const before = Buffer.from(bytesOf);
    before.writeBigInt64BE(1234n, layout.baseOffset);
    before.writeInt16BE(attributes.transactional | attributes.deleteHorizon, layout.attributes);
    before.writeBigInt64BE(77n, layout.producer);
    before.writeInt32BE(5, layout.sequence);
    before.writeUInt32BE(crc32c(before.subarray(layout.attributes)), layout.checksum);
    expect(readBatch(before)).toMatchObject({ baseOffset: 1234, isTransactional: true, producer: 77n });
    expect(asProduced(readBatch(before))).toEqual(bytesOf);
  });
});

describe('what is compressed', () => {
  it('by Snappy is expanded: literals, what is repeated near and far, in one piece or several', () => {
    // "abcd", then its last two bytes twice and one byte more of that, then four bytes from nine back.
    const piece = Buffer.from([13, 0b0000_1100, 0x61, 0x62, 0x63, 0x64, 0b0000_0101, 2, 0b0000_1110, 9, 0]);
    expect(expand(piece, codecs.snappy).toString()).toBe('abcdcdcdcabcd');
    const header = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
    const length = Buffer.from([0, 0, 0, piece.length]);
    expect(expand(Buffer.concat([header, length, piece, length, piece]), codecs.snappy).toString()).toBe('abcdcdcdcabcdabcdcdcdcabcd');
  });

  it('by LZ4 is expanded: literals, what is repeated, and blocks as they are', () => {
    const header = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]);
    // "ab", then ten bytes from two back, then "!".
    const block = Buffer.from([0x26, 0x61, 0x62, 2, 0, 0x10, 0x21]);
    const plain = Buffer.from('plain');
    const sizes = [Buffer.from([block.length, 0, 0, 0]), Buffer.from([plain.length, 0, 0, 0x80]), Buffer.alloc(4)] as const;
    expect(expand(Buffer.concat([header, sizes[0], block, sizes[1], plain, sizes[2]]), codecs.lz4).toString()).toBe('abababababab!plain');
  });
});

async function* pieces(content: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

async function drain(batches: AsyncIterable<unknown>): Promise<void> {
  for await (const batch of batches) expect(batch).toBeDefined();
}
