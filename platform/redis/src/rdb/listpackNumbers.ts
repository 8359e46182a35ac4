import { UnknownPart } from './unknownPart.js';

/** The elements of a listpack, a list in one piece of memory: whole numbers as such, texts as undefined. */
export function listpackNumbers(listpack: Buffer): (number | undefined)[] {
  const result: (number | undefined)[] = [];
  for (let at = headerBytes; listpack[at] !== end;) {
    const { bytes, value } = elementAt(listpack, at);
    result.push(value);
    at += bytes + bytesOfLength(bytes);
  }
  return result;
}

const headerBytes = 6;
const end = 0xff;

function elementAt(listpack: Buffer, at: number): { bytes: number; value?: number } {
  const first = listpack.readUInt8(at);
  if (first < 0x80) return { bytes: 1, value: first };
  if (first < 0xc0) return { bytes: 1 + (first & 0x3f) };
  if (first < 0xe0) {
    const number = ((first & 0x1f) << 8) | listpack.readUInt8(at + 1);
    return { bytes: 2, value: number < 0x1000 ? number : number - 0x2000 };
  }
  if (first < 0xf0) return { bytes: 2 + (((first & 0x0f) << 8) | listpack.readUInt8(at + 1)) };
  switch (first) {
    case 0xf0:
      return { bytes: 5 + listpack.readUInt32LE(at + 1) };
    case 0xf1:
      return { bytes: 3, value: listpack.readInt16LE(at + 1) };
    case 0xf2:
      return { bytes: 4, value: listpack.readIntLE(at + 1, 3) };
    case 0xf3:
      return { bytes: 5, value: listpack.readInt32LE(at + 1) };
    case 0xf4:
      return { bytes: 9, value: Number(listpack.readBigInt64LE(at + 1)) };
    default:
      throw new UnknownPart(`an element of kind ${first}`);
  }
}

/** Behind each element stands its length, for reading backwards, seven bits a byte. */
function bytesOfLength(bytes: number): number {
  if (bytes < 2 ** 7) return 1;
  if (bytes < 2 ** 14 - 1) return 2;
  if (bytes < 2 ** 21 - 1) return 3;
  return bytes < 2 ** 28 - 1 ? 4 : 5;
}
