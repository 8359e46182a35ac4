import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Diagnostic, SnapshotReader } from '@dust-workspace/component';
import { HookFailure } from '@dust-workspace/component';
import type { ChosenSet } from './chooseSet.js';
import { DamagedFileError } from './damagedFile.js';
import { snapshotOf } from './snapshotOf.js';
import { storedContent } from './storedContent.js';

export interface VerifiedReader extends SnapshotReader {
  /** What turned out to be damaged while it was read, also where the hook did not notice. Empty is good. */
  diagnostics(): readonly Diagnostic[];
}

/**
 * The reading side of a component's snapshot, for its restore hook. Every file is verified while it is read and ends in an error where it is
 * not what was written. The component must be in the set.
 */
export function readSnapshot(set: ChosenSet, component: string): VerifiedReader {
  const record = snapshotOf(set, component);
  if (!record.ok) throw new Error(`${component} is not in the set ${set.id}`);
  const { files } = record.value;
  const diagnostics: Diagnostic[] = [];
  return {
    files: files.map(({ name }) => name),
    file: (name) => {
      const file = files.find((candidate) => candidate.name === name);
      if (file === undefined)
        throw new HookFailure(
          `the backup of ${component} in the set ${set.id} has no file ${name}`,
          `It has ${files.map((candidate) => candidate.name).join(', ')}.`,
        );
      const stream = Readable.from(storedContent(join(set.folder, file.path), file), { objectMode: false });
      // Also heard where the hook listens for nothing, so that it cannot end the process.
      stream.on('error', (error) => {
        if (error instanceof DamagedFileError) diagnostics.push(error.diagnostic);
      });
      return stream;
    },
    diagnostics: () => diagnostics,
  };
}
