import { ByteReader } from './byteReader.js';
import { decodePax } from './paxRecords.js';
import type { TarEntry } from './tarEntry.js';
import { TarFormatError } from './tarEntry.js';
import type { RawHeader } from './tarHeader.js';
import { blockSize, decodeHeader, entryOf, padding } from './tarHeader.js';

const largestExtendedHeader = 1024 * 1024;

export interface TarItem {
  readonly entry: TarEntry;
  /** The content of a file. Read it before the next item; what is not read is skipped. */
  readonly content: AsyncIterable<Buffer>;
}

/**
 * The entries of an archive as `writeTar` makes it, in memory that does not grow with it. Reads the source to its end, so that whatever
 * checks the source at its end has its say. Throws TarFormatError at the first thing that is not as it must be.
 */
export async function* readTar(source: AsyncIterable<Buffer>): AsyncGenerator<TarItem, void> {
  const reader = new ByteReader(source);
  try {
    for (;;) {
      const entry = await nextEntry(reader);
      if (entry === undefined) break;
      const size = entry.kind === 'file' ? entry.size : 0;
      const end = reader.position + size;
      yield { entry, content: reader.upTo(size) };
      await reader.skip(end - reader.position);
      await reader.skip(padding(size).length);
    }
    await expectEnd(reader);
  } finally {
    await reader.close();
  }
}

async function nextEntry(reader: ByteReader): Promise<TarEntry | undefined> {
  const first = decodeHeader(await reader.exactly(blockSize));
  if (first === undefined) return undefined;
  if (first.type !== 'x') return entryOf(first, new Map());
  const records = await extendedHeader(reader, first);
  const header = decodeHeader(await reader.exactly(blockSize));
  if (header === undefined) throw new TarFormatError('an extended header without an entry');
  return entryOf(header, records);
}

async function extendedHeader(reader: ByteReader, header: RawHeader): Promise<Map<string, string>> {
  if (header.size > largestExtendedHeader) throw new TarFormatError('an extended header is too long');
  const body = await reader.exactly(header.size);
  await reader.exactly(padding(header.size).length);
  return decodePax(body.toString('latin1'));
}

/** A second block of zeros, and nothing but zeros after it. */
async function expectEnd(reader: ByteReader): Promise<void> {
  if (decodeHeader(await reader.exactly(blockSize)) !== undefined) throw new TarFormatError('data after the end of the archive');
  for await (const chunk of reader.rest())
    if (chunk.some((byte) => byte !== 0)) throw new TarFormatError('data after the end of the archive');
}
