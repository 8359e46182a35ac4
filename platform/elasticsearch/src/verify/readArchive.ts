/** What was read is no archive, ends too early, or is no repository. */
export class DamagedArchive extends Error {}

export interface ArchivedFile {
  /** Without `./` before it. */
  readonly name: string;
  /** Read it before the next file; what is not read is skipped. */
  readonly content: AsyncIterable<Buffer>;
}

const blockSize = 512;
const types = { file: '0', oldFile: '\0', folder: '5' } as const;

/** The files of a tar archive with short names, such as those of a repository: as GNU tar, BusyBox and BSD tar write it. */
export async function* readArchive(source: AsyncIterable<Buffer>): AsyncGenerator<ArchivedFile, void> {
  const blocks = new Source(source);
  for (;;) {
    const header = await blocks.take(blockSize);
    if (header.every((byte) => byte === 0)) break;
    const { name, type, size } = decode(header);
    const rest = { size };
    if (type === types.file || type === types.oldFile) yield { name, content: blocks.upTo(rest) };
    else if (type !== types.folder) throw new DamagedArchive(`${JSON.stringify(name)} is neither a file nor a folder`);
    await blocks.skip(rest);
    await blocks.skip({ size: (blockSize - (size % blockSize)) % blockSize });
  }
  // Whoever checks the source at its end has its say.
  await blocks.drain();
}

function decode(header: Buffer): { name: string; type: string; size: number } {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  if (parseInt(textAt(header, 148, 8), 8) !== sum) throw new DamagedArchive('a header does not match its checksum');
  const name = [textAt(header, 345, header.toString('latin1', 257, 263) === 'ustar\0' ? 155 : 0), textAt(header, 0, 100)];
  return {
    name: name
      .filter((part) => part !== '')
      .join('/')
      .replace(/^\.\//, ''),
    type: header.toString('latin1', 156, 157),
    size: sizeAt(header),
  };
}

/** In octal digits, or, from 8 GiB, in binary. */
function sizeAt(header: Buffer): number {
  if ((header[124] ?? 0) & 0x80) return Number(header.readBigUInt64BE(128));
  return parseInt(textAt(header, 124, 12) || '0', 8);
}

function textAt(header: Buffer, at: number, length: number): string {
  const field = header.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? length : end).trim();
}

class Source {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  async take(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.upTo({ size: length })) parts.push(part);
    return Buffer.concat(parts);
  }

  /** Counts down what is left, so that whoever goes on knows. */
  async *upTo(left: { size: number }): AsyncGenerator<Buffer, void> {
    while (left.size > 0) {
      if (this.#rest.length === 0) await this.#fill();
      const part = this.#rest.subarray(0, left.size);
      this.#rest = this.#rest.subarray(part.length);
      left.size -= part.length;
      yield part;
    }
  }

  async skip(left: { size: number }): Promise<void> {
    const parts = this.upTo(left);
    while ((await parts.next()).done !== true);
  }

  async drain(): Promise<void> {
    while ((await this.#chunks.next()).done !== true);
  }

  async #fill(): Promise<void> {
    const next = await this.#chunks.next();
    if (next.done === true) throw new DamagedArchive('it ends too early');
    this.#rest = next.value;
  }
}
