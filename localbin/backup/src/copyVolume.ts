import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Diagnostic, Result } from '@dust-workspace/component';
import { fail, ok, problem, unreachable } from '@dust-workspace/component';
import { storedPath, volumeFileName } from './setLayout.js';
import type { SnapshotRecord } from './setManifest.js';
import type { SnapshotOptions } from './snapshotRecord.js';
import { snapshotRecord } from './snapshotRecord.js';
import { storeFile } from './storedFile.js';
import { writeFailure } from './writeFailure.js';
import { FolderChangedError, UnsupportedFileError, writeTar } from './writeTar.js';

export interface VolumeCopy {
  /** Fails where the volume cannot be read, changes meanwhile or cannot be stored. */
  readonly result: Promise<Result<SnapshotRecord>>;
  /** Gives it up. */
  abort(): Promise<void>;
}

/** Copies all of a volume, `.dsw` included, as one compressed archive. */
export function copyVolume(volume: string, options: SnapshotOptions): VolumeCopy {
  const { folder, component, clock } = options;
  const startedAt = clock();
  const path = join(folder, storedPath(component, volumeFileName));
  const notes: string[] = [];
  const file = storeFile(path);
  const result = pipeline(
    writeTar(volume, (line) => notes.push(line)),
    file.input,
  )
    .catch(() => undefined)
    .then(() => file.outcome)
    .then(async (outcome) => {
      switch (outcome.kind) {
        case 'stored':
          return ok(snapshotRecord(options, { method: 'volume', files: new Map([[volumeFileName, outcome.facts]]), notes, startedAt }));
        case 'unwritable':
          return fail(
            await writeFailure(outcome.error, { path, folder, subject: `the backup of ${component}`, written: file.bytesWritten() }),
          );
        case 'abandoned':
          return fail(notCopied(component, volume, outcome.error));
        default:
          return unreachable(outcome);
      }
    });
  return {
    result,
    abort: async () => {
      file.input.destroy(new Error('the backup was given up'));
      await result;
    },
  };
}

function notCopied(component: string, volume: string, error: Error): Diagnostic {
  if (error instanceof FolderChangedError)
    return problem(
      'volume-changed',
      error.message,
      `Find out what writes to the volume of ${component} although it is stopped, then repeat the backup.`,
    );
  if (error instanceof UnsupportedFileError)
    return problem('volume-unsupported', `${error.message}, which cannot be copied`, 'Remove it from the volume, then repeat the backup.');
  return problem(
    'volume-unreadable',
    `the volume ${volume} could not be read: ${error.message}`,
    'Run the backup as a user who may read it.',
  );
}
