/** Something in an archive is not as it must be. */
export class TarDamage extends Error {}

const block = 512;

type Expected = 'header' | 'holes' | 'nothing';

/**
 * Reads an archive to its end and returns how many files are in it, in memory that does not grow with it. Throws TarDamage. The format is the one
 * in which Qdrant writes: GNU's, with files that have holes.
 */
export async function walkTar(source: AsyncIterable<Buffer>): Promise<number> {
  let pending: Buffer = Buffer.alloc(0);
  let expected: Expected = 'header';
  let content = 0;
  let skip = 0;
  let files = 0;
  for await (const chunk of source) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (;;) {
      const skipped = Math.min(skip, pending.length);
      skip -= skipped;
      pending = pending.subarray(skipped);
      if (pending.length < block) break;
      const head = pending.subarray(0, block);
      pending = pending.subarray(block);
      if (expected === 'nothing') {
        if (!isEmpty(head)) throw new TarDamage('something follows its end');
      } else if (expected === 'header' && isEmpty(head)) {
        expected = 'nothing';
      } else {
        const entry: Header = expected === 'header' ? headerOf(head) : { size: content, isFile: false, hasMoreHoles: head[504] !== 0 };
        content = entry.size;
        files += entry.isFile ? 1 : 0;
        expected = entry.hasMoreHoles ? 'holes' : 'header';
        if (!entry.hasMoreHoles) skip = Math.ceil(content / block) * block;
      }
    }
  }
  if (skip > 0 || pending.length > 0 || expected !== 'nothing') throw new TarDamage('it is cut off');
  return files;
}

interface Header {
  /** Bytes that follow, in whole blocks. */
  readonly size: number;
  readonly isFile: boolean;
  /** Lists of holes come before the content. */
  readonly hasMoreHoles: boolean;
}

function headerOf(head: Buffer): Header {
  if (numberAt(head, 148, 8) !== sumOf(head)) throw new TarDamage('a header does not match its checksum');
  const type = String.fromCharCode(head[156] ?? 0);
  return { size: numberAt(head, 124, 12), isFile: '0\0S'.includes(type), hasMoreHoles: type === 'S' && head[482] !== 0 };
}

/** Octal, or binary where that would not suffice. */
function numberAt(head: Buffer, offset: number, length: number): number {
  if (((head[offset] ?? 0) & 0x80) !== 0) {
    const value = Number(head.readBigUInt64BE(offset + length - 8));
    if (Number.isSafeInteger(value)) return value;
  }
  const digits = /^ *([0-7]+)[ \0]*$/.exec(head.toString('latin1', offset, offset + length))?.[1];
  if (digits === undefined) throw new TarDamage('a header holds a malformed number');
  return Number.parseInt(digits, 8);
}

/** Of all bytes of a header, its own field counted as spaces. */
function sumOf(head: Buffer): number {
  return head.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 0x20 : byte), 0);
}

function isEmpty(head: Buffer): boolean {
  return head.every((byte) => byte === 0);
}
