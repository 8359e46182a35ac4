import type { Diagnostic } from '@dust-workspace/component';
import { unreachable } from '@dust-workspace/component';
import { Meter } from './checksum.js';
import { damage } from './damagedFile.js';
import type { SetManifest, StoredFileRecord } from './setManifest.js';
import type { Store } from './stores/store.js';

/** A set of which nothing but the manifest need be sound. */
export interface SetPlace {
  readonly id: string;
  readonly store: Store;
  readonly manifest: SetManifest;
}

/** Whether a file is there and as long as it must be, without reading it. Undefined is good. */
export async function placeDamage({ id, store }: SetPlace, { path, bytes }: StoredFileRecord): Promise<Diagnostic | undefined> {
  const entry = await store.look(id, path);
  switch (entry.kind) {
    case 'missing':
      return damage('backup-file-missing', id, path, 'is missing');
    case 'other':
      return damage('backup-file-damaged', id, path, entry.what);
    case 'file':
      return lengthDamage(id, path, entry.bytes ?? bytes, bytes);
    default:
      return unreachable(entry);
  }
}

/** Whether a file is stored as it was written. Reads all of it. Undefined is good. */
export async function storedDamage(set: SetPlace, file: StoredFileRecord): Promise<Diagnostic | undefined> {
  const { id, store } = set;
  const { path } = file;
  const misplaced = await placeDamage(set, file);
  if (misplaced !== undefined) return misplaced;
  const meter = new Meter();
  try {
    for await (const chunk of store.read(id, path)) meter.add(chunk);
  } catch (error) {
    return damage('backup-file-damaged', id, path, `cannot be read: ${(error as Error).message}`);
  }
  const sum = meter.sha256();
  return lengthDamage(id, path, meter.bytes, file.bytes) ?? (sum === file.sha256 ? undefined : mismatch(set, path, sum));
}

function lengthDamage(id: string, path: string, found: number, expected: number): Diagnostic | undefined {
  if (found < expected) return damage('backup-file-truncated', id, path, `is cut off: ${found} of ${expected} bytes`);
  return found > expected ? damage('backup-file-damaged', id, path, `is too long: ${found} instead of ${expected} bytes`) : undefined;
}

function mismatch({ id, manifest }: SetPlace, path: string, sum: string): Diagnostic {
  const files = [...manifest.snapshots.flatMap((snapshot) => snapshot.files), ...manifest.environmentFiles];
  const original = files.find(({ sha256 }) => sha256 === sum);
  return original === undefined
    ? damage('backup-file-damaged', id, path, 'does not match its checksum')
    : damage('backup-file-swapped', id, path, `holds what belongs into ${original.path}`);
}
