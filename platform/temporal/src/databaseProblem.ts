import type { Readable } from 'node:stream';

/** Where the first page of a database tells about the whole (sqlite.org/fileformat.html#the_database_header). */
const magic = 'SQLite format 3\0';
const pageSizeAt = 16;
const pageCountAt = 28;
const headerBytes = 100;

/** Why a file cannot be a whole SQLite database: what it begins with, and its size. Reads it to its end. */
export async function databaseProblem(file: Readable): Promise<string | undefined> {
  let head = Buffer.alloc(0);
  let bytes = 0;
  for await (const chunk of file as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (head.length < headerBytes) head = Buffer.concat([head, chunk.subarray(0, headerBytes - head.length)]);
  }
  if (head.length < headerBytes || head.toString('latin1', 0, magic.length) !== magic) return 'it is no SQLite database';
  const pageSize = head.readUInt16BE(pageSizeAt);
  // 65536 does not fit.
  const expected = (pageSize === 1 ? 65_536 : pageSize) * head.readUInt32BE(pageCountAt);
  return bytes === expected ? undefined : `it has ${bytes} bytes instead of ${expected}`;
}
