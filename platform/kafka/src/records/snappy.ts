import { DamagedRecords } from './damaged.js';

/** Written before pieces by the library that Kafka's Java client uses; others write one piece without it. */
const xerial = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const xerialHeader = 16;

/** Expands what was compressed by Snappy. https://github.com/google/snappy/blob/main/format_description.txt */
export function expandSnappy(compressed: Buffer): Buffer {
  if (!compressed.subarray(0, xerial.length).equals(xerial)) return expandPiece(compressed);
  const pieces: Buffer[] = [];
  for (let at = xerialHeader; at < compressed.length;) {
    const length = compressed.readUInt32BE(at);
    if (at + 4 + length > compressed.length) throw new DamagedRecords('a piece of Snappy ends too early');
    pieces.push(expandPiece(compressed.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return Buffer.concat(pieces);
}

function expandPiece(from: Buffer): Buffer {
  let at = 0;
  const next = (): number => {
    const byte = from[at++];
    if (byte === undefined) throw new DamagedRecords('Snappy ends too early');
    return byte;
  };
  const little = (count: number): number => {
    let value = 0;
    for (let byte = 0; byte < count; byte++) value += next() * 2 ** (8 * byte);
    return value;
  };
  let size = 0;
  for (let scale = 1, more = true; more; scale *= 128) {
    const byte = next();
    size += (byte & 0x7f) * scale;
    more = byte > 0x7f;
  }
  // At most 64 bytes come of three.
  if (size > from.length * 32) throw new DamagedRecords('Snappy announces more than can be in it');
  const to = Buffer.alloc(size);
  let written = 0;
  while (at < from.length) {
    const tag = next();
    const kind = tag & 3;
    if (kind === 0) {
      const short = tag >> 2;
      const length = (short < 60 ? short : little(short - 59)) + 1;
      if (at + length > from.length || written + length > size) throw new DamagedRecords('Snappy ends too early');
      from.copy(to, written, at, at + length);
      at += length;
      written += length;
    } else {
      const length = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
      const distance = kind === 1 ? ((tag >> 5) << 8) + next() : little(kind === 2 ? 2 : 4);
      written = repeat(to, written, distance, length);
    }
  }
  if (written !== size) throw new DamagedRecords('Snappy ends too early');
  return to;
}

/** Writes once more what was written before; the two may overlap. Returns where it ends. */
export function repeat(to: Buffer, at: number, distance: number, length: number): number {
  if (distance === 0 || distance > at || at + length > to.length)
    throw new DamagedRecords('what is compressed refers to what is not there');
  if (distance >= length) to.copyWithin(at, at - distance, at - distance + length);
  else for (let byte = 0; byte < length; byte++) to[at + byte] = to[at + byte - distance] ?? 0;
  return at + length;
}
