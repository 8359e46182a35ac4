import type { Diagnostic, Result } from '@dust-workspace/component';
import { fail, ok } from '@dust-workspace/component';
import { DamagedFileError, damage } from './damagedFile.js';
import { checkTar } from './extractTar.js';
import { readTar } from './readTar.js';
import type { StoredFileRecord } from './setManifest.js';
import { storedContent } from './storedContent.js';
import type { SetPlace } from './storedDamage.js';
import { placeDamage } from './storedDamage.js';
import { TarFormatError } from './tarEntry.js';
import type { OnProgress } from './transferProgress.js';
import { totalProgress } from './transferProgress.js';

export interface FilesToCheck {
  /** Where they lie in the set, and nothing else does. */
  readonly folder: string;
  readonly files: readonly StoredFileRecord[];
  /** Which of them is an archive of a volume. */
  readonly archive?: string;
  readonly onProgress: OnProgress;
}

/**
 * Proves that files are what was written, that nothing is with them, and that they can be decompressed and unpacked. Reads all of them once. One
 * diagnostic for each that is not.
 */
export async function checkFiles(set: SetPlace, { folder, files, archive, onProgress }: FilesToCheck): Promise<Result<void>> {
  const paths = await set.store.paths(set.id);
  if (!paths.ok) return paths;
  const known = new Set(files.map(({ path }) => path));
  const unknown = paths.value.filter((path) => path.startsWith(`${folder}/`) && !known.has(path)).sort();
  const diagnostics = unknown.map((path) => damage('backup-file-unknown', set.id, path, 'does not belong to the set'));
  const progress = totalProgress(files, onProgress);
  for (const file of files) {
    const found = (await placeDamage(set, file)) ?? (await contentDamage(set, file, file.name === archive, progress()));
    if (found !== undefined) diagnostics.push(found);
  }
  return diagnostics.length === 0 ? ok() : fail(...diagnostics);
}

async function contentDamage(
  set: SetPlace,
  file: StoredFileRecord,
  isArchive: boolean,
  onProgress: OnProgress,
): Promise<Diagnostic | undefined> {
  const content = storedContent(set, file, onProgress);
  try {
    if (isArchive) await checkArchive(set, file, content);
    else while ((await content.next()).done !== true);
    return undefined;
  } catch (error) {
    if (error instanceof DamagedFileError) return error.diagnostic;
    throw error;
  }
}

/** Only a fault of the program that wrote it makes an archive unsound whose checksum is right. */
async function checkArchive({ id }: SetPlace, { path }: StoredFileRecord, content: AsyncGenerator<Buffer, void>): Promise<void> {
  try {
    await checkTar(readTar({ [Symbol.asyncIterator]: () => ({ next: () => content.next() }) }));
  } catch (error) {
    if (!(error instanceof TarFormatError)) throw error;
    while ((await content.next()).done !== true);
    throw new DamagedFileError(damage('backup-file-damaged', id, path, `is no sound archive: ${error.message}`));
  }
}
