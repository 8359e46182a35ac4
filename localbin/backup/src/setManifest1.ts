import type { DataEngine } from '@dust-workspace/component';
import { namePattern } from '@dust-workspace/component';
import * as z from 'zod';
import { isSetId } from './setId.js';
import { fileNamePattern, storedPath, volumeFileName } from './setLayout.js';
import type { SetManifest, SnapshotRecord } from './setManifest.js';
import { firstIssue, isUnique } from './setManifest.js';

const count = z.int().nonnegative();
const instant = z.iso.datetime();

const snapshot = z
  .strictObject({
    component: z.string().regex(namePattern),
    method: z.enum(['hook', 'volume']),
    runtime: z.string(),
    engine: z.string().optional(),
    files: z
      .array(
        z.strictObject({
          name: z.string().regex(fileNamePattern),
          path: z.string(),
          bytes: count,
          contentBytes: count,
          sha256: z.string().regex(/^[0-9a-f]{64}$/),
        }),
      )
      .min(1),
    notes: z.array(z.string()),
    startedAt: instant,
    finishedAt: instant,
  })
  .refine(hasOwnFiles, 'files with other names or in other folders than they must have');

const setManifest = z
  .strictObject({
    formatVersion: z.literal(1),
    id: z.string().refine(isSetId),
    createdAt: instant,
    workspace: z.string().min(1),
    environment: z.string().min(1),
    complete: z.literal(true),
    snapshots: z.array(snapshot).min(1),
  })
  .refine(({ snapshots }) => isUnique(snapshots.map(({ component }) => component)), 'a component occurs twice');

/** The manifest of version 1 in `content`, told as one of version 2, or what is wrong with it, in one line. */
export function parseManifest1(content: unknown): SetManifest | string {
  const result = setManifest.safeParse(content);
  if (!result.success) return firstIssue(result.error);
  const { snapshots, ...set } = result.data;
  const finishedAt = snapshots.map((each) => each.finishedAt).sort();
  return {
    ...set,
    finishedAt: finishedAt.at(-1) ?? set.createdAt,
    commit: null,
    failures: [],
    consistency: { kind: 'component' },
    order: snapshots.map(({ component }) => component).sort(),
    plan: [],
    environmentFiles: [],
    snapshots: snapshots.map(asVersion2),
  };
}

function asVersion2({ engine, files, ...record }: z.output<typeof snapshot>): SnapshotRecord {
  const served = engineOf(engine);
  return {
    ...record,
    ...(served === undefined ? {} : { engine: served }),
    files: files.map((file) => ({ ...file, compression: 'gzip' })),
  };
}

/** `postgresql 15.14` */
function engineOf(text: string | undefined): DataEngine | undefined {
  const match = /^(\S+) (\d+(?:\.\d+)*)$/.exec(text ?? '');
  return match === null ? undefined : { name: match[1] ?? '', version: match[2] ?? '' };
}

interface OwnFiles {
  readonly component: string;
  readonly method: string;
  readonly files: readonly { readonly name: string; readonly path: string }[];
}

function hasOwnFiles(record: OwnFiles): boolean {
  const names = record.files.map(({ name }) => name);
  if (record.method === 'volume' && names.join() !== volumeFileName) return false;
  return isUnique(names) && record.files.every(({ name, path }) => path === storedPath(record.component, name, 'gzip'));
}
