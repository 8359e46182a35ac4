import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Diagnostic, Result } from '@dust-workspace/component';
import { fail, ok, problem } from '@dust-workspace/component';
import type { ChosenSet } from './chooseSet.js';
import { DamagedFileError, damage } from './damagedFile.js';
import { syncFolder } from './durable.js';
import { extractTar } from './extractTar.js';
import { readTar } from './readTar.js';
import { removeTree } from './removeTree.js';
import { snapshotOf } from './snapshotOf.js';
import { storedContent } from './storedContent.js';
import { TarFormatError } from './tarEntry.js';
import { writeFailure } from './writeFailure.js';

/**
 * Unpacks a copied volume into a folder that is new or empty. All of it is on the disk when this resolves; on a failure nothing is left of
 * it. As root, owners are restored.
 */
export async function extractVolume(set: ChosenSet, component: string, into: string): Promise<Result<void>> {
  const record = snapshotOf(set, component);
  if (!record.ok) return record;
  const [file] = record.value.files;
  if (record.value.method !== 'volume' || file === undefined) throw new Error(`the backup of ${component} is not a copy of its volume`);
  const path = join(set.folder, file.path);
  let written = 0;
  const refused = await occupied(into);
  if (refused !== undefined) return fail(refused);
  try {
    await mkdir(into, { recursive: true, mode: 0o700 });
    const counted = tap(storedContent(path, file), (chunk) => (written += chunk.length));
    await extractTar(readTar(counted), into);
    await syncFolder(dirname(into));
    return ok();
  } catch (error) {
    const diagnostic = await diagnose(error as Error, { component, path, into, written });
    await removeTree(into);
    return fail(diagnostic);
  }
}

async function occupied(into: string): Promise<Diagnostic | undefined> {
  try {
    return (await readdir(into)).length > 0 ? problem('folder-not-empty', `${into} is not empty`) : undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? undefined : problem('folder-unusable', `${into} cannot be used: ${message}`);
  }
}

async function* tap(source: AsyncIterable<Buffer>, see: (chunk: Buffer) => void): AsyncGenerator<Buffer, void> {
  for await (const chunk of source) {
    see(chunk);
    yield chunk;
  }
}

async function diagnose(error: Error, attempt: { component: string; path: string; into: string; written: number }): Promise<Diagnostic> {
  const { component, path, into, written } = attempt;
  if (error instanceof DamagedFileError) return error.diagnostic;
  if (error instanceof TarFormatError) return damage('backup-file-damaged', path, `is no sound archive: ${error.message}`);
  return writeFailure(error, { path: into, folder: dirname(into), subject: `the restore of ${component}`, written });
}
