import type { Diagnostic } from '@dust-workspace/component';
import { problem } from '@dust-workspace/component';
import { Meter } from './checksum.js';
import { DamagedFileError, damage } from './damagedFile.js';
import { ZstdMissingError, decompress } from './decompress.js';
import type { StoredFileRecord } from './setManifest.js';
import type { SetPlace } from './storedDamage.js';
import { storedDamage } from './storedDamage.js';
import type { TransferProgress } from './transferProgress.js';

/**
 * The content of a stored file. Its sizes and checksums, stored and before compression, are verified on the way: where they are not as recorded, or
 * the file cannot be decompressed, the last thing that comes is a DamagedFileError instead of the end.
 */
export async function* storedContent(
  set: SetPlace,
  file: StoredFileRecord,
  onProgress: (progress: TransferProgress) => void = () => undefined,
): AsyncGenerator<Buffer, void> {
  const stored = new Meter();
  const content = new Meter();
  const expected = file.contentBytes;
  try {
    for await (const chunk of decompress(file.compression, metered(set.store.read(set.id, file.path), stored))) {
      content.add(chunk);
      if (content.bytes > expected) throw new Error('it holds more than was recorded');
      onProgress({ bytes: stored.bytes, contentBytes: content.bytes, expected });
      yield chunk;
    }
  } catch (error) {
    throw new DamagedFileError(await diagnose(set, file, error as Error));
  }
  if (stored.bytes !== file.bytes || stored.sha256() !== file.sha256)
    throw new DamagedFileError(await diagnose(set, file, new Error('it does not match its checksum')));
  const sum = content.sha256();
  if (content.bytes !== expected || sum !== (file.contentSha256 ?? sum))
    throw new DamagedFileError(damage('backup-file-damaged', set.id, file.path, 'does not hold what was recorded'));
}

async function* metered(source: AsyncIterable<Buffer>, meter: Meter): AsyncGenerator<Buffer, void> {
  for await (const chunk of source) {
    meter.add(chunk);
    yield chunk;
  }
}

/** What is stored is looked at once more, as a decompressor that stumbles does not know whether it was given what was written. */
async function diagnose(set: SetPlace, file: StoredFileRecord, error: Error): Promise<Diagnostic> {
  if (error instanceof ZstdMissingError) return zstdMissing(set.id, file.path);
  return (await storedDamage(set, file)) ?? damage('backup-file-damaged', set.id, file.path, `cannot be read: ${error.message}`);
}

function zstdMissing(id: string, path: string): Diagnostic {
  return problem(
    'zstd-missing',
    `${path} of the set ${id} is compressed with zstd, and there is no program zstd here`,
    'Install it (apt-get install zstd, dnf install zstd, brew install zstd), or use Node 22.15 or newer.',
  );
}
