import { crc32 } from './crc32.js';
import type { FoundFile } from './checkRepository.js';
import { DamagedArchive } from './readArchive.js';

/** What Lucene writes at the end of its files: a mark, an algorithm, and the CRC-32 of all before it as a number of eight bytes. */
const footer = { mark: 0xc02893e8, length: 16, checksum: 8 };
/** Of the files that are text, the whole is kept. */
const kept = /^index(?:-\d+|\.latest)$/;
const longest = 64 * 2 ** 20;

/** Looks at a file of a repository as it passes by. */
export class FileCheck {
  readonly #name: string;
  #crc = 0;
  #tail: Buffer = Buffer.alloc(0);
  #size = 0;
  readonly #text: Buffer[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  take(chunk: Buffer): void {
    this.#size += chunk.length;
    if (kept.test(this.#name)) {
      if (this.#size > longest) throw new DamagedArchive(`${this.#name} is too long`);
      this.#text.push(chunk);
    }
    // The last bytes may be the footer.
    const held = Buffer.concat([this.#tail, chunk]);
    const known = Math.max(0, held.length - footer.length);
    this.#crc = crc32(held.subarray(0, known), this.#crc);
    this.#tail = Buffer.from(held.subarray(known));
  }

  /** Throws DamagedArchive when the file has a checksum that is not its own. */
  end(): FoundFile {
    const tail = this.#tail;
    const hasFooter = tail.length === footer.length && tail.readUInt32BE(0) === footer.mark && tail.readUInt32BE(4) === 0;
    if (hasFooter) {
      const own = crc32(tail.subarray(0, footer.checksum), this.#crc);
      if (tail.readBigUInt64BE(footer.checksum) !== BigInt(own)) throw new DamagedArchive(`${this.#name} does not match its own checksum`);
    }
    return { size: this.#size, hasChecksum: hasFooter, content: Buffer.concat(this.#text) };
  }
}
