import type { Result } from '@dust-workspace/component';
import { fail, ok } from '@dust-workspace/component';
import { checkFiles } from './checkFiles.js';
import type { ChosenSet } from './chooseSet.js';
import { DamagedFileError } from './damagedFile.js';
import { environmentFolder } from './setLayout.js';
import { storedContent } from './storedContent.js';

/** Proves that the environment files of a set are what was written, as `checkSnapshot` does for data. */
export async function checkEnvironmentFiles(set: ChosenSet): Promise<Result<void>> {
  return checkFiles(set, { folder: environmentFolder, files: set.manifest.environmentFiles, onProgress: () => undefined });
}

/** What an environment file of a set holds. `path` is its path in the workspace, and must be in the manifest. */
export async function readEnvironmentFile(set: ChosenSet, path: string): Promise<Result<Buffer>> {
  const file = set.manifest.environmentFiles.find(({ name }) => name === path);
  if (file === undefined) throw new Error(`${path} is not in the set ${set.id}`);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of storedContent(set, file)) chunks.push(chunk);
    return ok(Buffer.concat(chunks));
  } catch (error) {
    if (error instanceof DamagedFileError) return fail(error.diagnostic);
    throw error;
  }
}
