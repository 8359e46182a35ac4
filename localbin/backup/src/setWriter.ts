import type { Diagnostic, Result } from '@dust-workspace/component';
import { fail, ok, problem } from '@dust-workspace/component';
import { checksumLine } from './checksum.js';
import type { Compression } from './compression.js';
import { copyVolume } from './copyVolume.js';
import { environmentPath, formatVersion } from './setLayout.js';
import type { Consistency, SetFailure, SetManifest, SetPlanStep, SnapshotRecord, StoredFileRecord } from './setManifest.js';
import type { SetOwner } from './setOwner.js';
import { noStamps } from './setStamps.js';
import type { SetSummary } from './setSummary.js';
import { summaryOf } from './setSummary.js';
import type { SnapshotInfo, SnapshotOptions } from './snapshotFiles.js';
import type { SnapshotSink } from './snapshotSink.js';
import { openSnapshotSink } from './snapshotSink.js';
import { storeContent } from './storedFile.js';
import type { SetSink, Store } from './stores/store.js';

export interface OpenSetOptions {
  readonly store: Store;
  /** The name of the workspace. */
  readonly workspace: string;
  readonly environment: string;
  /** This process. */
  readonly owner: SetOwner;
  readonly clock: () => Date;
  /** Numbers from 0 up to 1. */
  readonly random: () => number;
  /** Hides secrets in what the manifest says for people. */
  readonly redact?: ((text: string) => string) | undefined;
  /** Files are stored as they are where the store compresses by itself. */
  readonly compression: Compression;
}

/** What is known of a set when all its parts are there. */
export interface SetFacts {
  readonly commit: SetManifest['commit'];
  readonly consistency: Consistency;
  /** Components in the order in which they are to be restored. Those without a snapshot in the set are left out, others go to the end. */
  readonly order: readonly string[];
  /** The plan that made it. */
  readonly plan: readonly SetPlanStep[];
}

/** Begins a set. Snapshots of several components may be written at the same time; nobody takes it for a set until it is committed. */
export async function openSet(options: OpenSetOptions): Promise<Result<SetWriter>> {
  const createdAt = options.clock();
  const sink = await options.store.begin({ owner: options.owner, now: createdAt, random: options.random });
  return sink.ok ? ok(new SetWriter(sink.value, createdAt, options)) : sink;
}

type Part =
  | { readonly kind: 'open'; readonly abort: () => Promise<void> }
  | { readonly kind: 'finished'; readonly record: SnapshotRecord }
  | { readonly kind: 'failed'; readonly diagnostics: readonly Diagnostic[] };

export class SetWriter {
  private readonly parts = new Map<string, Part>();
  private readonly environmentFiles: StoredFileRecord[] = [];
  private readonly aborting: Promise<void>[] = [];
  private readonly compression: Compression;

  /** Use `openSet`. */
  constructor(
    private readonly sink: SetSink,
    private readonly createdAt: Date,
    private readonly options: OpenSetOptions,
  ) {
    this.compression = options.store.compresses ? { method: 'none' } : options.compression;
  }

  get id(): string {
    return this.sink.id;
  }

  /** A place for the files of a component's backup hook. */
  snapshot(component: string, info: SnapshotInfo): SnapshotSink {
    const sink = openSnapshotSink(this.begin(component, info));
    this.parts.set(component, { kind: 'open', abort: () => sink.abort() });
    return {
      writer: sink.writer,
      finish: async () => this.settle(component, await sink.finish()),
      abort: async () => {
        await sink.abort();
        // What was finished before may be of a hook that failed after all.
        if (this.parts.get(component)?.kind !== 'failed')
          this.failWith(component, [problem('snapshot-aborted', `the backup of ${component} was given up`)]);
      },
    };
  }

  /** Copies the volume of a component that does not run. */
  async volume(component: string, volume: string, info: SnapshotInfo): Promise<Result<SnapshotRecord>> {
    const copy = copyVolume(volume, this.begin(component, info));
    this.parts.set(component, { kind: 'open', abort: () => copy.abort() });
    return this.settle(component, await copy.result);
  }

  /** Adds an environment file. `path` is relative to the workspace; secrets in it must be encrypted. */
  async environmentFile(path: string, content: Buffer): Promise<Result<void>> {
    const place = environmentPath(path);
    const { input, outcome } = storeContent(this.sink.file(place), { compression: { method: 'none' } });
    input.end(content);
    const settled = await outcome;
    if (settled.kind === 'stored') {
      this.environmentFiles.push({ name: path, path: place, ...settled.facts });
      return ok();
    }
    const { message } = settled.kind === 'unwritable' ? settled.diagnostic : settled.error;
    this.failed(place, message);
    return fail(settled.kind === 'unwritable' ? settled.diagnostic : problem('write-failed', `${place} could not be stored: ${message}`));
  }

  /** Says that a component that was to be in the set is not, and why. Whatever was stored of it is left out. */
  failed(component: string, reason: string): void {
    const part = this.parts.get(component);
    if (part?.kind === 'open') this.aborting.push(part.abort());
    this.failWith(component, [problem('backup-failed', reason)]);
  }

  /**
   * Makes it a set: stored with all it holds when this resolves. Where a part failed it is incomplete, with what succeeded; where none
   * succeeded, or the store fails, there is no set, and what was written is removed. Earlier sets are never touched.
   */
  async commit(facts: SetFacts): Promise<Result<SetSummary>> {
    for (const [component, part] of this.parts) if (part.kind === 'open') await this.giveUp(component, part);
    await Promise.all(this.aborting);
    const parts = [...this.parts].sort(([a], [b]) => (a < b ? -1 : 1));
    const snapshots = parts.flatMap(([, part]) => (part.kind === 'finished' ? [this.silent(part.record)] : []));
    if (snapshots.length === 0) {
      await this.sink.abort();
      const failures = parts.flatMap(([, part]) => (part.kind === 'failed' ? part.diagnostics : []));
      return fail(...(failures.length > 0 ? failures : [problem('set-empty', 'a backup without any component was not kept')]));
    }
    const manifest = this.manifest(
      facts,
      snapshots,
      parts.flatMap(([component, part]) => this.failureOf(component, part)),
    );
    const content = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
    const keep = [...manifest.environmentFiles, ...snapshots.flatMap(({ files }) => files)].map(({ path }) => path);
    const committed = await this.sink.commit({ content, checksum: checksumLine(content) }, keep);
    if (committed.ok) return ok(summaryOf(manifest, noStamps));
    await this.sink.abort();
    return committed;
  }

  /** Gives the set up and removes what was written of it. */
  async abort(): Promise<void> {
    for (const part of this.parts.values()) if (part.kind === 'open') await part.abort();
    await Promise.all(this.aborting);
    await this.sink.abort();
  }

  private manifest({ commit, consistency, order, plan }: SetFacts, snapshots: SnapshotRecord[], failures: SetFailure[]): SetManifest {
    const { workspace, environment, clock } = this.options;
    const components = snapshots.map(({ component }) => component);
    return {
      formatVersion,
      id: this.id,
      createdAt: this.createdAt.toISOString(),
      finishedAt: clock().toISOString(),
      workspace,
      environment,
      commit,
      complete: failures.length === 0,
      failures,
      consistency,
      order: [...new Set([...order, ...components])].filter((component) => components.includes(component)),
      plan: plan.map((step) => ({ ...step, cause: this.redact(step.cause) })),
      environmentFiles: [...this.environmentFiles].sort((a, b) => (a.name < b.name ? -1 : 1)),
      snapshots,
    };
  }

  private silent(record: SnapshotRecord): SnapshotRecord {
    return { ...record, notes: record.notes.map((note) => this.redact(note)) };
  }

  private failureOf(component: string, part: Part): SetFailure[] {
    return part.kind === 'failed' ? [{ component, reason: part.diagnostics.map(({ message }) => this.redact(message)).join('; ') }] : [];
  }

  private redact(text: string): string {
    return this.options.redact?.(text) ?? text;
  }

  private begin(component: string, info: SnapshotInfo): SnapshotOptions {
    if (this.parts.has(component)) throw new Error(`${component} is in the set already`);
    return { sink: this.sink, compression: this.compression, component, info, clock: this.options.clock };
  }

  private async giveUp(component: string, part: Part & { readonly kind: 'open' }): Promise<void> {
    await part.abort();
    this.failWith(component, [problem('snapshot-unfinished', `the backup of ${component} did not end`)]);
  }

  private settle(component: string, result: Result<SnapshotRecord>): Result<SnapshotRecord> {
    // What the caller said of it counts more.
    if (this.parts.get(component)?.kind !== 'open') return result;
    if (result.ok) this.parts.set(component, { kind: 'finished', record: result.value });
    else this.failWith(component, result.diagnostics);
    return result;
  }

  private failWith(component: string, diagnostics: readonly Diagnostic[]): void {
    this.parts.set(component, { kind: 'failed', diagnostics });
  }
}
