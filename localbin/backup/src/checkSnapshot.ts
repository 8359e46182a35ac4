import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnostic, Result } from '@dust-workspace/component';
import { fail } from '@dust-workspace/component';
import type { ChosenSet } from './chooseSet.js';
import { insteadRemedy, otherSet } from './chooseSet.js';
import { DamagedFileError, damage } from './damagedFile.js';
import { checkTar } from './extractTar.js';
import { readTar } from './readTar.js';
import type { SnapshotRecord, StoredFileRecord } from './setManifest.js';
import { snapshotOf } from './snapshotOf.js';
import { storedContent } from './storedContent.js';
import { TarFormatError } from './tarEntry.js';

/**
 * Proves that a component's snapshot is what was written: its files and no others, their sizes and checksums, and that they can be
 * decompressed and unpacked. Reads all of it, changes nothing. One diagnostic for each file that is not.
 */
export async function checkSnapshot(set: ChosenSet, component: string): Promise<Result<SnapshotRecord>> {
  const record = snapshotOf(set, component);
  if (!record.ok) return record;
  const diagnostics = await unknownFiles(set, record.value);
  for (const file of record.value.files) diagnostics.push(...(await problemsOf(set, record.value, file)));
  if (diagnostics.length === 0) return record;
  const remedy = insteadRemedy(await otherSet(set, component));
  return fail(...diagnostics.map((diagnostic) => ({ ...diagnostic, remedy })));
}

async function unknownFiles(set: ChosenSet, { component, files }: SnapshotRecord): Promise<Diagnostic[]> {
  const names = await readdir(join(set.folder, component)).catch(() => []);
  return names
    .map((name) => `${component}/${name}`)
    .filter((path) => !files.some((file) => file.path === path))
    .sort()
    .map((path) => damage('backup-file-unknown', join(set.folder, path), 'does not belong to the set'));
}

async function problemsOf(set: ChosenSet, { method }: SnapshotRecord, file: StoredFileRecord): Promise<Diagnostic[]> {
  const path = join(set.folder, file.path);
  const stats = await lstat(path).catch(() => undefined);
  if (stats === undefined) return [damage('backup-file-missing', path, 'is missing')];
  if (!stats.isFile()) return [damage('backup-file-damaged', path, 'is not a file')];
  if (stats.size < file.bytes) return [damage('backup-file-truncated', path, `is cut off: ${stats.size} of ${file.bytes} bytes`)];
  if (stats.size > file.bytes) return [damage('backup-file-damaged', path, `is too long: ${stats.size} instead of ${file.bytes} bytes`)];
  const sum = await sha256Of(path);
  if (sum !== file.sha256) return [mismatch(set, path, sum)];
  return unreadable(path, file, method);
}

async function sha256Of(path: string): Promise<string | Error> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) hash.update(chunk);
    return hash.digest('hex');
  } catch (error) {
    return error as Error;
  }
}

function mismatch(set: ChosenSet, path: string, sum: string | Error): Diagnostic {
  if (sum instanceof Error) return damage('backup-file-damaged', path, `cannot be read: ${sum.message}`);
  const original = set.manifest.snapshots.flatMap(({ files }) => files).find(({ sha256 }) => sha256 === sum);
  return original === undefined
    ? damage('backup-file-damaged', path, 'does not match its checksum')
    : damage('backup-file-swapped', path, `holds what belongs into ${original.path}`);
}

/** Only a fault of the program that wrote it can leave something to find here. */
async function unreadable(path: string, file: StoredFileRecord, method: SnapshotRecord['method']): Promise<Diagnostic[]> {
  try {
    const content = storedContent(path, file);
    if (method === 'volume') await checkTar(readTar(content));
    else while ((await content.next()).done !== true);
    return [];
  } catch (error) {
    if (error instanceof DamagedFileError) return [error.diagnostic];
    if (error instanceof TarFormatError) return [damage('backup-file-damaged', path, `is no sound archive: ${error.message}`)];
    throw error;
  }
}
