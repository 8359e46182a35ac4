import { pipeline } from 'node:stream/promises';
import type { Diagnostic, Result } from '@dust-workspace/component';
import { fail, ok, problem } from '@dust-workspace/component';
import { coalesce } from './coalesce.js';
import { ContentsFile } from './contentsFile.js';
import { contentsFileName, volumeFileName } from './setLayout.js';
import type { SnapshotRecord } from './setManifest.js';
import type { SnapshotOptions } from './snapshotFiles.js';
import { SnapshotFiles } from './snapshotFiles.js';
import type { StoredFacts } from './storedFile.js';
import { TreeContents } from './treeContents.js';
import { UnsupportedFileError } from './walkTree.js';
import { FolderChangedError, writeTar } from './writeTar.js';

export interface VolumeCopy {
  /** Fails where the volume cannot be read, changes meanwhile or cannot be stored. */
  readonly result: Promise<Result<SnapshotRecord>>;
  /** Gives it up. */
  abort(): Promise<void>;
}

/** Copies all of a volume, `.dsw` included, as one archive, and writes down what it holds while it is read. */
export function copyVolume(volume: string, options: SnapshotOptions): VolumeCopy {
  const files = new SnapshotFiles(options);
  const result = copy(volume, options, files);
  return {
    result,
    abort: async () => {
      await files.abort();
      await result;
    },
  };
}

async function copy(volume: string, { component, info }: SnapshotOptions, files: SnapshotFiles): Promise<Result<SnapshotRecord>> {
  const notes: string[] = [];
  const archive = files.open(volumeFileName, 'counts');
  const listing = files.open(contentsFileName, 'silent');
  const contents = new TreeContents();
  const list = new ContentsFile(listing.input);
  const tar = writeTar(volume, {
    digest: info.digest,
    note: (line) => notes.push(line),
    onItem: async (item, digest) => {
      const entry = contents.entryOf(item, digest);
      if (entry !== undefined) await list.add(entry);
    },
  });
  try {
    await pipeline(coalesce(tar), archive.input);
    list.end();
  } catch (error) {
    listing.input.destroy(error as Error);
  }
  const outcomes = { [volumeFileName]: await archive.outcome, [contentsFileName]: await listing.outcome };
  const stored = new Map<string, StoredFacts>();
  // The other file was given up because of the one that could not be written.
  for (const outcome of Object.values(outcomes)) if (outcome.kind === 'unwritable') return fail(outcome.diagnostic);
  for (const [name, outcome] of Object.entries(outcomes)) {
    if (outcome.kind === 'abandoned') return fail(notCopied(component, volume, outcome.error));
    if (outcome.kind === 'stored') stored.set(name, outcome.facts);
  }
  return ok(files.record('volume', stored, notes));
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
