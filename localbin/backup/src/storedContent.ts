import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Transform, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DamagedFileError } from './damagedFile.js';
import type { StoredFileRecord } from './setManifest.js';

const chunkSize = 256 * 1024;

/**
 * The content of a stored file. Its size and checksum are verified on the way: where they are not as recorded, or the file cannot be
 * decompressed, the last thing that comes is a DamagedFileError instead of the end.
 */
export async function* storedContent(path: string, record: StoredFileRecord): AsyncGenerator<Buffer, void> {
  const hash = createHash('sha256');
  const source = createReadStream(path, { highWaterMark: chunkSize });
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const gunzip = createGunzip({ chunkSize });
  // Errors reach the loop below through `gunzip`, which `pipeline` destroys with them.
  pipeline(source, meter, gunzip, () => undefined);
  let contentBytes = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      contentBytes += chunk.length;
      if (contentBytes > record.contentBytes) throw new DamagedFileError('backup-file-damaged', path, 'holds more than was recorded');
      yield chunk;
    }
  } catch (error) {
    if (error instanceof DamagedFileError) throw error;
    throw new DamagedFileError('backup-file-damaged', path, `cannot be read: ${(error as Error).message}`);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
  if (contentBytes !== record.contentBytes) throw new DamagedFileError('backup-file-damaged', path, 'holds less than was recorded');
  if (source.bytesRead !== record.bytes || hash.digest('hex') !== record.sha256)
    throw new DamagedFileError('backup-file-damaged', path, 'does not match its checksum');
}
