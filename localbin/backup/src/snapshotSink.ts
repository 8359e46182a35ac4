import type { Writable } from 'node:stream';
import type { ContentEntry, Diagnostic, Result, SnapshotWriter } from '@dust-workspace/component';
import { HookFailure, fail, ok, problem, unreachable } from '@dust-workspace/component';
import { ContentsFile } from './contentsFile.js';
import { contentsFileName, fileNamePattern } from './setLayout.js';
import type { SnapshotRecord } from './setManifest.js';
import type { SnapshotOptions } from './snapshotFiles.js';
import { SnapshotFiles } from './snapshotFiles.js';
import type { StoredFacts } from './storedFile.js';

/** The writing side of one component's snapshot. */
export interface SnapshotSink {
  /** For the backup hook. */
  readonly writer: SnapshotWriter;
  /** To be called when the hook has succeeded: waits until its files are stored. Fails where the hook left one open, or wrote none. */
  finish(): Promise<Result<SnapshotRecord>>;
  /** To be called when the hook has failed: lets go of its files. */
  abort(): Promise<void>;
}

export function openSnapshotSink(options: SnapshotOptions): SnapshotSink {
  const { component, info } = options;
  const files = new SnapshotFiles(options);
  const contents: ContentEntry[] = [];
  let recorded = false;
  return {
    writer: {
      file: (name) => openFile(component, files, name),
      digest: info.digest,
      record: (entries) => {
        recorded = true;
        for (const entry of entries) contents.push(entry);
      },
      expect: (bytes) => files.expect(bytes),
    },
    finish: () => finish(component, files, recorded ? contents : undefined),
    abort: () => files.abort(),
  };
}

function openFile(component: string, files: SnapshotFiles, name: string): Writable {
  if (!fileNamePattern.test(name) || name === contentsFileName)
    throw new HookFailure(
      `${JSON.stringify(name)} cannot be the name of a file of a snapshot`,
      'Use lower-case letters, digits, dots, dashes and underscores, and begin with a letter or a digit.',
    );
  if (files.has(name)) throw new HookFailure(`the backup hook of ${component} opened the file ${name} twice`);
  return files.open(name, 'counts').input;
}

async function finish(component: string, files: SnapshotFiles, contents: ContentEntry[] | undefined): Promise<Result<SnapshotRecord>> {
  if (files.entries().length === 0)
    return fail(problem('snapshot-empty', `the backup hook of ${component} succeeded without writing a file`));
  for (const [, { input }] of files.entries()) {
    // Ending it here could cut off what the hook still has under way.
    if (!input.writableEnded) input.destroy(new Error('it was not ended before the hook returned'));
  }
  if (contents !== undefined) await writeContents(files, contents);
  const stored = new Map<string, StoredFacts>();
  const diagnostics: Diagnostic[] = [];
  for (const [name, file] of files.entries()) {
    const outcome = await file.outcome;
    switch (outcome.kind) {
      case 'stored':
        stored.set(name, outcome.facts);
        break;
      case 'unwritable':
        diagnostics.push(outcome.diagnostic);
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
  return diagnostics.length > 0 ? fail(...diagnostics) : ok(files.record('hook', stored, []));
}

/** Where it fails, the outcome of the file tells. */
async function writeContents(files: SnapshotFiles, contents: readonly ContentEntry[]): Promise<void> {
  const file = new ContentsFile(files.open(contentsFileName, 'silent').input);
  try {
    for (const entry of contents) await file.add(entry);
  } catch {
    return;
  }
  file.end();
}
