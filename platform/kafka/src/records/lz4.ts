import { DamagedRecords } from './damaged.js';
import { repeat } from './snappy.js';

const magic = 0x184d2204;
const uncompressed = 0x8000_0000;

/** Expands a frame of LZ4. https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md; its checksums are those of the batch around it. */
export function expandLz4(frame: Buffer): Buffer {
  if (frame.length < 7 || frame.readUInt32LE(0) !== magic) throw new DamagedRecords('there is no frame of LZ4');
  const flags = frame.readUInt8(4);
  const blockSize = 2 ** (8 + 2 * ((frame.readUInt8(5) >> 4) & 7));
  const hasChecksums = (flags & 0x10) !== 0;
  let at = 6 + ((flags & 0x08) === 0 ? 0 : 8) + ((flags & 0x01) === 0 ? 0 : 4) + 1;
  // Blocks may refer to what is in those before.
  let to = Buffer.alloc(Math.max(blockSize, frame.length));
  let written = 0;
  for (;;) {
    if (at + 4 > frame.length) throw new DamagedRecords('a frame of LZ4 ends too early');
    const size = frame.readUInt32LE(at);
    at += 4;
    if (size === 0) return to.subarray(0, written);
    const length = size & ~uncompressed;
    if (length < 0 || at + length > frame.length) throw new DamagedRecords('a frame of LZ4 ends too early');
    if (written + blockSize > to.length) {
      const larger = Buffer.alloc(to.length * 2);
      to.copy(larger);
      to = larger;
    }
    const block = frame.subarray(at, at + length);
    if (size >= uncompressed) written += block.copy(to, written);
    else written = expandBlock(block, to.subarray(0, written + blockSize), written);
    at += length + (hasChecksums ? 4 : 0);
  }
}

function expandBlock(block: Buffer, to: Buffer, start: number): number {
  let [at, written] = [0, start];
  const next = (): number => {
    const byte = block[at++];
    if (byte === undefined) throw new DamagedRecords('a block of LZ4 ends too early');
    return byte;
  };
  const lengthOf = (short: number): number => {
    let length = short;
    if (short === 15)
      for (let byte = 255; byte === 255;) {
        byte = next();
        length += byte;
      }
    return length;
  };
  while (at < block.length) {
    const token = next();
    const literals = lengthOf(token >> 4);
    if (at + literals > block.length || written + literals > to.length) throw new DamagedRecords('a block of LZ4 ends too early');
    block.copy(to, written, at, at + literals);
    at += literals;
    written += literals;
    // The last of them has literals alone.
    if (at === block.length) return written;
    const distance = next() + next() * 256;
    written = repeat(to, written, distance, lengthOf(token & 15) + 4);
  }
  return written;
}
