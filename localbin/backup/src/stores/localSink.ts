import { readdir, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '@dust-workspace/component';
import { fail, ok, problem } from '@dust-workspace/component';
import { syncFolder, writeNewFile } from '../durable.js';
import { manifestChecksumName, manifestName } from '../setLayout.js';
import type { SetOwner } from '../setOwner.js';
import { writeFailure } from '../writeFailure.js';
import type { LocalFile } from './localFile.js';
import { storeLocalFile } from './localFile.js';
import { ownerName, partialName } from './localNames.js';
import type { SetSink, StoreFile, StoredManifest } from './store.js';
import { expectStorePath } from './storePath.js';

/** The folder `<id>.partial`, which gets the name of a set when it is one. */
export class LocalSink implements SetSink {
  private readonly folder: string;
  private readonly files = new Map<string, LocalFile>();

  /** The folder and the file that names its owner must be there. */
  constructor(
    readonly id: string,
    private readonly setsFolder: string,
    private readonly owner: SetOwner,
  ) {
    this.folder = join(setsFolder, partialName(id));
  }

  file(path: string): StoreFile {
    if (this.files.has(path)) throw new Error(`${path} is written twice`);
    const file = storeLocalFile(this.folder, expectStorePath(path));
    this.files.set(path, file);
    return file;
  }

  async commit(manifest: StoredManifest, keep?: readonly string[]): Promise<Result<void>> {
    const open = [...this.files].filter(([, file]) => !file.settled()).map(([path]) => path);
    if (open.length > 0) return fail(problem('set-unfinished', `the set ${this.id} was not kept: ${open.join(', ')} did not end`));
    try {
      await this.seal(manifest, new Set(keep ?? this.files.keys()), new Set(keep));
      return ok();
    } catch (error) {
      const written = [...this.files.values()].reduce((sum, { bytes }) => sum + bytes(), 0);
      const path = join(this.folder, manifestName);
      return fail(await writeFailure(error as Error, { path, folder: this.setsFolder, subject: 'the backup', written }));
    }
  }

  async abort(): Promise<void> {
    for (const { input } of this.files.values()) input.destroy(new Error('the backup was given up'));
    await Promise.all([...this.files.values()].map(({ outcome }) => outcome));
    await rm(this.folder, { recursive: true, force: true });
    await rm(join(this.setsFolder, ownerName(this.id, this.owner)), { force: true });
  }

  /** The files, their folders, the manifest, and then the name that makes it a set, each on the disk before the next. */
  private async seal({ content, checksum }: StoredManifest, keep: ReadonlySet<string>, missing: Set<string>): Promise<void> {
    await settleFolder(this.folder, '', keep, missing);
    if (missing.size > 0) throw new Error(`somebody removed ${[...missing].join(', ')} while the set was written`);
    await writeNewFile(join(this.folder, manifestChecksumName), checksum);
    await writeNewFile(join(this.folder, manifestName), content);
    await syncFolder(this.folder);
    await rename(this.folder, join(this.setsFolder, this.id));
    await syncFolder(this.setsFolder);
    await rm(join(this.setsFolder, ownerName(this.id, this.owner)), { force: true });
  }
}

/** Removes what is not to be kept, takes what is from `missing`, and makes the names of the rest outlast a power failure. Returns whether anything is left. */
async function settleFolder(folder: string, prefix: string, keep: ReadonlySet<string>, missing: Set<string>): Promise<boolean> {
  let kept = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = `${prefix}${entry.name}`;
    const place = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (await settleFolder(place, `${path}/`, keep, missing)) kept += 1;
      else await rmdir(place);
    } else if (keep.has(path)) {
      missing.delete(path);
      kept += 1;
    } else await unlink(place);
  }
  if (kept > 0) await syncFolder(folder);
  return kept > 0;
}
