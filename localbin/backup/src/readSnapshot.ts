import { Readable } from 'node:stream';
import type { Diagnostic, SnapshotReader } from '@dust-workspace/component';
import { HookFailure } from '@dust-workspace/component';
import type { ChosenSet } from './chooseSet.js';
import { DamagedFileError } from './damagedFile.js';
import { isOurs } from './setLayout.js';
import { snapshotOf } from './snapshotOf.js';
import { storedContent } from './storedContent.js';
import type { OnProgress } from './transferProgress.js';
import { totalProgress } from './transferProgress.js';

export interface VerifiedReader extends SnapshotReader {
  /** Names of the files that the engine wrote, which are none of the hook's business. `file` opens them as well. */
  readonly ours: readonly string[];
  /** What turned out to be damaged while it was read, also where the hook did not notice. Empty is good. */
  diagnostics(): readonly Diagnostic[];
}

/**
 * The reading side of a component's snapshot, for its restore hook. Every file is verified while it is read and ends in an error where it is
 * not what was written. The component must be in the set.
 */
export function readSnapshot(set: ChosenSet, component: string, onProgress: OnProgress = () => undefined): VerifiedReader {
  const record = snapshotOf(set, component);
  if (!record.ok) throw new Error(`${component} is not in the set ${set.id}`);
  const { files } = record.value;
  const ofHook = files.filter(({ name }) => !isOurs(name));
  const diagnostics: Diagnostic[] = [];
  const progress = totalProgress(ofHook, onProgress);
  return {
    files: ofHook.map(({ name }) => name),
    ours: files.map(({ name }) => name).filter(isOurs),
    file: (name) => {
      const file = files.find((candidate) => candidate.name === name);
      if (file === undefined)
        throw new HookFailure(
          `the backup of ${component} in the set ${set.id} has no file ${name}`,
          `It has ${ofHook.map((candidate) => candidate.name).join(', ')}.`,
        );
      const content = storedContent(set, file, isOurs(name) ? undefined : progress());
      const stream = Readable.from(content, { objectMode: false, highWaterMark: 1024 * 1024 });
      // Also heard where the hook listens for nothing, so that it cannot end the process.
      stream.on('error', (error) => {
        if (error instanceof DamagedFileError) diagnostics.push(error.diagnostic);
      });
      return stream;
    },
    diagnostics: () => diagnostics,
  };
}
