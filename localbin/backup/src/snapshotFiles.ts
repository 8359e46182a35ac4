import type { DataEngine } from '@dust-workspace/component';
import type { Compression } from './compression.js';
import { storedPath } from './setLayout.js';
import type { SnapshotRecord, StoredFileRecord } from './setManifest.js';
import type { StoredFacts, StoredFile } from './storedFile.js';
import { storeContent } from './storedFile.js';
import type { SetSink } from './stores/store.js';
import type { OnProgress } from './transferProgress.js';

/** What is recorded about where a snapshot comes from, and how it is made. */
export interface SnapshotInfo {
  readonly runtime: string;
  /** Of its container. */
  readonly image?: string | undefined;
  /** What serves the data. */
  readonly engine?: DataEngine | undefined;
  /** Of the component's package. */
  readonly version?: string | undefined;
  /** Whether digests of the contents are recorded. */
  readonly digest: boolean;
  readonly onProgress?: OnProgress | undefined;
}

export interface SnapshotOptions {
  readonly sink: SetSink;
  readonly compression: Compression;
  readonly component: string;
  readonly info: SnapshotInfo;
  readonly clock: () => Date;
}

/** The files of a snapshot that is being written. */
export class SnapshotFiles {
  readonly startedAt: Date;
  private readonly progress: { bytes: number; contentBytes: number; expected?: number } = { bytes: 0, contentBytes: 0 };
  private readonly files = new Map<string, StoredFile>();

  constructor(private readonly options: SnapshotOptions) {
    this.startedAt = options.clock();
  }

  has(name: string): boolean {
    return this.files.has(name);
  }

  /** Opens a file. Those of our own are silent: they are no progress with the data. */
  open(name: string, progress: 'counts' | 'silent'): StoredFile {
    const { sink, compression, component } = this.options;
    const onBytes = progress === 'counts' ? (content: number, stored: number) => this.advance(content, stored) : () => undefined;
    const file = storeContent(sink.file(storedPath(component, name, compression.method)), { compression, onBytes });
    this.files.set(name, file);
    return file;
  }

  expect(bytes: number): void {
    this.progress.expected = bytes;
  }

  entries(): readonly (readonly [string, StoredFile])[] {
    return [...this.files];
  }

  /** Lets go of all that is still open. */
  async abort(): Promise<void> {
    for (const { input } of this.files.values()) input.destroy(new Error('the backup was given up'));
    await Promise.all([...this.files.values()].map(({ outcome }) => outcome));
  }

  /** What the manifest says when everything is stored. */
  record(method: SnapshotRecord['method'], stored: ReadonlyMap<string, StoredFacts>, notes: readonly string[]): SnapshotRecord {
    const { component, info, clock } = this.options;
    const { runtime, image, engine, version } = info;
    return {
      component,
      method,
      runtime,
      ...(image === undefined ? {} : { image }),
      ...(engine === undefined ? {} : { engine }),
      ...(version === undefined ? {} : { version }),
      files: [...stored].map(([name, facts]) => fileRecord(component, name, facts)),
      notes: [...notes],
      startedAt: this.startedAt.toISOString(),
      finishedAt: clock().toISOString(),
    };
  }

  private advance(content: number, stored: number): void {
    this.progress.contentBytes += content;
    this.progress.bytes += stored;
    this.options.info.onProgress?.({ ...this.progress });
  }
}

function fileRecord(component: string, name: string, facts: StoredFacts): StoredFileRecord {
  return { name, path: storedPath(component, name, facts.compression), ...facts };
}
