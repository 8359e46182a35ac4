import { HookFailure, type SnapshotReader } from '@dust-workspace/component/hooks';
import type { Context } from './ask.js';
import { readDescription, repositoryFile } from './snapshotFiles.js';
import { DamagedArchive, readArchive } from './verify/readArchive.js';
import { checkRepository, type FoundFile } from './verify/checkRepository.js';
import { FileCheck } from './verify/fileCheck.js';

/**
 * The archive can be read to its end, every file in it that ends in a checksum is as it was written, and together they are a repository that
 * holds the snapshot. Neither Elasticsearch nor disk space is needed for it.
 */
export async function verify(context: Context, snapshot: SnapshotReader): Promise<void> {
  const description = await readDescription(snapshot);
  if (description === undefined) throw new HookFailure('the backup does not describe its snapshot');
  try {
    const files = new Map<string, FoundFile>();
    for await (const { name, content } of readArchive(snapshot.file(repositoryFile))) {
      const check = new FileCheck(name);
      for await (const chunk of content) check.take(chunk);
      files.set(name, check.end());
    }
    const { indices, checked } = checkRepository(files, description);
    context.log(`${repositoryFile}: ${files.size} files, ${checked} of them with a checksum, hold ${indices} indices`);
  } catch (error) {
    if (error instanceof DamagedArchive) throw new HookFailure(`${repositoryFile} is damaged: ${error.message}`);
    throw error;
  }
}
