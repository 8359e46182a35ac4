import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Diagnostic, Result } from '@dust-workspace/component';
import { fail, ok, problem, unreachable } from '@dust-workspace/component';
import { checksumLine } from './checksum.js';
import { copyVolume } from './copyVolume.js';
import { syncFolder, writeNewFile } from './durable.js';
import { newSetId } from './setId.js';
import { formatVersion, manifestChecksumName, manifestName } from './setLayout.js';
import type { SetManifest, SnapshotRecord } from './setManifest.js';
import type { SetOwner } from './setOwner.js';
import { ownerFileName, parseOwnerFileName, parsePartialName, partialName } from './setOwner.js';
import type { SetSummary } from './setSummary.js';
import { summaryOf } from './setSummary.js';
import type { SnapshotInfo, SnapshotOptions } from './snapshotRecord.js';
import type { SnapshotSink } from './snapshotSink.js';
import { openSnapshotSink } from './snapshotSink.js';
import { writeFailure } from './writeFailure.js';

export interface OpenSetOptions {
  /** `env/backup/<environment>/sets`, absolute; made where it is missing. */
  readonly setsFolder: string;
  /** The name of the workspace. */
  readonly workspace: string;
  readonly environment: string;
  /** This process. */
  readonly owner: SetOwner;
  readonly clock: () => Date;
  /** Numbers from 0 up to 1. */
  readonly random: () => number;
  /** Hides secrets in what the manifest says for people. */
  readonly redact?: (text: string) => string;
}

/**
 * Begins a set. Snapshots of several components may be written at the same time; `commit` makes them one set, or none. Until then everything
 * is in a folder `<id>.partial`, which nobody takes for a set.
 */
export async function openSet(options: OpenSetOptions): Promise<Result<SetWriter>> {
  const { setsFolder } = options;
  const createdAt = options.clock();
  try {
    await mkdir(setsFolder, { recursive: true, mode: 0o700 });
    await syncFolder(dirname(setsFolder));
    const id = newSetId(createdAt, options.random, await idsIn(setsFolder));
    await writeNewFile(join(setsFolder, ownerFileName(id, options.owner)), '');
    await mkdir(join(setsFolder, partialName(id)), { mode: 0o700 });
    return ok(new SetWriter(id, createdAt, options));
  } catch (error) {
    return fail(
      await writeFailure(error as Error, { path: setsFolder, folder: await existing(setsFolder), subject: 'the backup', written: 0 }),
    );
  }
}

type Part =
  | { readonly kind: 'open'; readonly abort: () => Promise<void> }
  | { readonly kind: 'finished'; readonly record: SnapshotRecord }
  | { readonly kind: 'failed'; readonly diagnostics: readonly Diagnostic[] };

export class SetWriter {
  private readonly parts = new Map<string, Part>();
  private readonly folder: string;

  /** Use `openSet`. */
  constructor(
    readonly id: string,
    private readonly createdAt: Date,
    private readonly options: OpenSetOptions,
  ) {
    this.folder = join(options.setsFolder, partialName(id));
  }

  /** A place for the files of a component's backup hook. */
  snapshot(component: string, info: SnapshotInfo): SnapshotSink {
    const sink = openSnapshotSink(this.snapshotOptions(component, info));
    this.begin(component, () => sink.abort());
    return {
      writer: sink.writer,
      finish: async () => this.settle(component, await sink.finish()),
      abort: async () => {
        await sink.abort();
        this.settle(component, fail(problem('snapshot-aborted', `the backup of ${component} was given up`)));
      },
    };
  }

  /** Copies the volume of a component that does not run. */
  async volume(component: string, volume: string, info: SnapshotInfo): Promise<Result<SnapshotRecord>> {
    const copy = copyVolume(volume, this.snapshotOptions(component, info));
    this.begin(component, () => copy.abort());
    return this.settle(component, await copy.result);
  }

  /**
   * Completes the set: on the disk with all it holds when this resolves. Where a part failed there is no set, and what was written of it is
   * removed; earlier sets are never touched.
   */
  async commit(): Promise<Result<SetSummary>> {
    const parts = [...this.parts.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
    const failures = parts.flatMap(([component, part]) => failuresOf(component, part));
    if (parts.length === 0) failures.push(problem('set-empty', 'a backup without any component was not kept'));
    const snapshots = parts.flatMap(([, part]) => (part.kind === 'finished' ? [this.silent(part.record)] : []));
    if (failures.length > 0) {
      await this.abort();
      return fail(...failures);
    }

    const { workspace, environment, setsFolder } = this.options;
    const manifest: SetManifest = {
      formatVersion,
      id: this.id,
      createdAt: this.createdAt.toISOString(),
      workspace,
      environment,
      complete: true,
      snapshots,
    };
    try {
      await this.seal(manifest);
      return ok(summaryOf(manifest));
    } catch (error) {
      const written = snapshots.flatMap(({ files }) => files).reduce((sum, { bytes }) => sum + bytes, 0);
      const path = join(this.folder, manifestName);
      const diagnostic = await writeFailure(error as Error, { path, folder: setsFolder, subject: 'the backup', written });
      await this.abort();
      return fail(diagnostic);
    }
  }

  /** Gives the set up and removes what was written of it. */
  async abort(): Promise<void> {
    for (const part of this.parts.values()) if (part.kind === 'open') await part.abort();
    await rm(this.folder, { recursive: true, force: true });
    await rm(join(this.options.setsFolder, ownerFileName(this.id, this.options.owner)), { force: true });
  }

  private silent(record: SnapshotRecord): SnapshotRecord {
    const { redact } = this.options;
    return redact === undefined ? record : { ...record, notes: record.notes.map(redact) };
  }

  private snapshotOptions(component: string, info: SnapshotInfo): SnapshotOptions {
    if (this.parts.has(component)) throw new Error(`${component} is in the set already`);
    return { folder: this.folder, component, info, clock: this.options.clock };
  }

  private begin(component: string, abort: () => Promise<void>): void {
    this.parts.set(component, { kind: 'open', abort });
  }

  private settle(component: string, result: Result<SnapshotRecord>): Result<SnapshotRecord> {
    this.parts.set(component, result.ok ? { kind: 'finished', record: result.value } : { kind: 'failed', diagnostics: result.diagnostics });
    return result;
  }

  /** The manifest's checksum, the manifest, and then the name that makes it a set, each on the disk before the next. */
  private async seal(manifest: SetManifest): Promise<void> {
    const { setsFolder, owner } = this.options;
    const content = `${JSON.stringify(manifest, null, 2)}\n`;
    for (const { component } of manifest.snapshots) await syncFolder(join(this.folder, component));
    await writeNewFile(join(this.folder, manifestChecksumName), checksumLine(content));
    await writeNewFile(join(this.folder, manifestName), content);
    await syncFolder(this.folder);
    await rename(this.folder, join(setsFolder, this.id));
    await syncFolder(setsFolder);
    await rm(join(setsFolder, ownerFileName(this.id, owner)), { force: true });
  }
}

/** The ids that are taken, by sets and by those that are being written. */
async function idsIn(setsFolder: string): Promise<string[]> {
  const names = await readdir(setsFolder);
  return names.map((name) => parsePartialName(name) ?? parseOwnerFileName(name)?.id ?? name);
}

/** The nearest folder above that exists. */
async function existing(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined || dirname(path) === path ? path : existing(dirname(path));
}

function failuresOf(component: string, part: Part): readonly Diagnostic[] {
  switch (part.kind) {
    case 'finished':
      return [];
    case 'failed':
      return part.diagnostics;
    case 'open':
      return [problem('snapshot-unfinished', `the backup of ${component} did not end`)];
    default:
      return unreachable(part);
  }
}
