import { namePattern } from '@dust-workspace/component';
import * as z from 'zod';
import { isSetId } from './setId.js';
import { fileNamePattern, formatVersion, storedPath, volumeFileName } from './setLayout.js';

const count = z.int().nonnegative();
const instant = z.iso.datetime();

const storedFile = z.strictObject({
  /** The hook's name for it. */
  name: z.string().regex(fileNamePattern),
  /** In the folder of the set: `<component>/<name>.gz`. */
  path: z.string(),
  /** As stored, compressed. */
  bytes: count,
  /** Before compression. */
  contentBytes: count,
  /** Of the stored file. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const snapshot = z
  .strictObject({
    component: z.string().regex(namePattern),
    method: z.enum(['hook', 'volume']),
    /** The runtime that the component had. */
    runtime: z.string(),
    /** What wrote the data, and its version: `postgresql 15.14`. */
    engine: z.string().optional(),
    files: z.array(storedFile).min(1),
    /** What a person should know of it, such as sockets that were left out. */
    notes: z.array(z.string()),
    startedAt: instant,
    finishedAt: instant,
  })
  .refine(hasOwnFiles, 'files with other names or in other folders than they must have');

const setManifest = z
  .strictObject({
    formatVersion: z.literal(formatVersion),
    id: z.string().refine(isSetId),
    createdAt: instant,
    workspace: z.string().min(1),
    environment: z.string().min(1),
    complete: z.literal(true),
    snapshots: z.array(snapshot).min(1),
  })
  .refine(({ snapshots }) => new Set(snapshots.map(({ component }) => component)).size === snapshots.length, 'a component occurs twice');

export type StoredFileRecord = z.output<typeof storedFile>;
export type SnapshotRecord = z.output<typeof snapshot>;
export type SetManifest = z.output<typeof setManifest>;

/** The manifest in `content`, or what is wrong with it, in one line. */
export function parseManifest(content: unknown): SetManifest | string {
  const result = setManifest.safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
}

function hasOwnFiles(record: { component: string; method: string; files: readonly { name: string; path: string }[] }): boolean {
  const names = record.files.map(({ name }) => name);
  if (record.method === 'volume' && names.join() !== volumeFileName) return false;
  return new Set(names).size === names.length && record.files.every(({ name, path }) => path === storedPath(record.component, name));
}
