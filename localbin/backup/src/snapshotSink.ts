import { join } from 'node:path';
import type { Writable } from 'node:stream';
import type { Diagnostic, Result, SnapshotWriter } from '@dust-workspace/component';
import { HookFailure, fail, ok, problem, unreachable } from '@dust-workspace/component';
import { fileNamePattern, storedPath } from './setLayout.js';
import type { SnapshotRecord } from './setManifest.js';
import type { SnapshotOptions } from './snapshotRecord.js';
import { snapshotRecord } from './snapshotRecord.js';
import type { StoredFacts, StoredFile } from './storedFile.js';
import { storeFile } from './storedFile.js';
import { writeFailure } from './writeFailure.js';

/** The writing side of one component's snapshot. */
export interface SnapshotSink {
  /** For the backup hook. */
  readonly writer: SnapshotWriter;
  /** To be called when the hook has succeeded: waits until its files are on the disk. Fails where the hook left one open, or wrote none. */
  finish(): Promise<Result<SnapshotRecord>>;
  /** To be called when the hook has failed: lets go of its files. */
  abort(): Promise<void>;
}

export function openSnapshotSink(options: SnapshotOptions): SnapshotSink {
  const startedAt = options.clock();
  const files = new Map<string, StoredFile>();
  return {
    writer: { file: (name) => openFile(options, files, name) },
    finish: () => finish(options, files, startedAt),
    abort: async () => {
      for (const { input } of files.values()) input.destroy(new Error('the backup was given up'));
      await Promise.all([...files.values()].map(({ outcome }) => outcome));
    },
  };
}

function openFile({ folder, component }: SnapshotOptions, files: Map<string, StoredFile>, name: string): Writable {
  if (!fileNamePattern.test(name))
    throw new HookFailure(
      `${JSON.stringify(name)} cannot be the name of a file of a snapshot`,
      'Use lower-case letters, digits, dots, dashes and underscores, and begin with a letter or a digit.',
    );
  if (files.has(name)) throw new HookFailure(`the backup hook of ${component} opened the file ${name} twice`);
  const file = storeFile(join(folder, storedPath(component, name)));
  files.set(name, file);
  return file.input;
}

async function finish(options: SnapshotOptions, files: ReadonlyMap<string, StoredFile>, startedAt: Date): Promise<Result<SnapshotRecord>> {
  const { component } = options;
  if (files.size === 0) return fail(problem('snapshot-empty', `the backup hook of ${component} succeeded without writing a file`));
  const stored = new Map<string, StoredFacts>();
  const diagnostics: Diagnostic[] = [];
  for (const [name, file] of files) {
    // Ending it here could cut off what the hook still has under way.
    if (!file.input.writableEnded) file.input.destroy(new Error('it was not ended before the hook returned'));
    const outcome = await file.outcome;
    switch (outcome.kind) {
      case 'stored':
        stored.set(name, outcome.facts);
        break;
      case 'unwritable':
        diagnostics.push(await unwritable(options, name, outcome.error, file.bytesWritten()));
        break;
      case 'abandoned':
        diagnostics.push(
          problem('snapshot-unfinished', `the backup hook of ${component} did not finish the file ${name}: ${outcome.error.message}`),
        );
        break;
      default:
        return unreachable(outcome);
    }
  }
  return diagnostics.length > 0
    ? fail(...diagnostics)
    : ok(snapshotRecord(options, { method: 'hook', files: stored, notes: [], startedAt }));
}

function unwritable({ folder, component }: SnapshotOptions, name: string, error: Error, written: number): Promise<Diagnostic> {
  return writeFailure(error, { path: join(folder, storedPath(component, name)), folder, subject: `the backup of ${component}`, written });
}
