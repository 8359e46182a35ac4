import { mkdir, readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Diagnostic, Result } from '@dust-workspace/component';
import { fail, ok, problem } from '@dust-workspace/component';
import type { ChosenSet } from './chooseSet.js';
import { DamagedFileError, damage } from './damagedFile.js';
import { syncFolder } from './durable.js';
import { extractTar } from './extractTar.js';
import { readTar } from './readTar.js';
import { removeTree } from './removeTree.js';
import { volumeFileName } from './setLayout.js';
import type { StoredFileRecord } from './setManifest.js';
import { snapshotOf } from './snapshotOf.js';
import { storedContent } from './storedContent.js';
import { storedDamage } from './storedDamage.js';
import { TarFormatError } from './tarEntry.js';
import type { OnProgress } from './transferProgress.js';
import { writeFailure } from './writeFailure.js';

/**
 * Unpacks a copied volume into a folder that is new or empty. All of it is on the disk when this resolves; on a failure nothing is left of
 * it. As root, owners are restored.
 */
export async function extractVolume(
  set: ChosenSet,
  component: string,
  into: string,
  onProgress: OnProgress = () => undefined,
): Promise<Result<void>> {
  const record = snapshotOf(set, component);
  if (!record.ok) return record;
  const file = record.value.files.find(({ name }) => name === volumeFileName);
  if (record.value.method !== 'volume' || file === undefined) throw new Error(`the backup of ${component} is not a copy of its volume`);
  let written = 0;
  const refused = await occupied(into);
  if (refused !== undefined) return fail(refused);
  try {
    await mkdir(into, { recursive: true, mode: 0o700 });
    const content = storedContent(set, file, (progress) => {
      written = progress.contentBytes;
      onProgress(progress);
    });
    await extractTar(readTar(content), into);
    await syncFolder(dirname(into));
    return ok();
  } catch (error) {
    const diagnostic = await diagnose(error as Error, { set, file, component, into, written });
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

interface Attempt {
  readonly set: ChosenSet;
  readonly file: StoredFileRecord;
  readonly component: string;
  readonly into: string;
  readonly written: number;
}

async function diagnose(error: Error, { set, file, component, into, written }: Attempt): Promise<Diagnostic> {
  if (error instanceof DamagedFileError) return error.diagnostic;
  if (error instanceof TarFormatError) {
    const unsound = damage('backup-file-damaged', set.id, file.path, `is no sound archive: ${error.message}`);
    return (await storedDamage(set, file)) ?? unsound;
  }
  return writeFailure(error, { path: into, folder: dirname(into), subject: `the restore of ${component}`, written });
}
