import { lstatSync, readFileSync } from 'node:fs';
import { lstat, mkdir, readdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Diagnostic, Result } from '@dust-workspace/component';
import { fail, ok, problem } from '@dust-workspace/component';
import { syncFolder, writeNewFile } from '../durable.js';
import { removeTree } from '../removeTree.js';
import { isSetId, newSetId } from '../setId.js';
import { manifestChecksumName, manifestName } from '../setLayout.js';
import type { SetOwner } from '../setOwner.js';
import type { SetStamps, StampChange } from '../setStamps.js';
import { writeFailure } from '../writeFailure.js';
import { deletingName, localEntry, ownerName, partialName } from './localNames.js';
import { readLocalFile } from './readLocalFile.js';
import { LocalSink } from './localSink.js';
import { readLocalStamps, stampsName, writeLocalStamps } from './localStamps.js';
import { sweepLocal } from './sweepLocal.js';
import type { BeginOptions, SetSink, Store, StoredEntry, StoredManifest } from './store.js';
import { expectStorePath } from './storePath.js';

/**
 * Sets as plain files of mode 0600 in a folder, each set a folder with its id as its name. It is made where it is missing; until then there are
 * no sets. `description` is what people call it.
 */
export function localStore(setsFolder: string, description: string = setsFolder): Store {
  return new LocalStore(setsFolder, description);
}

class LocalStore implements Store {
  readonly compresses = false;

  constructor(
    private readonly folder: string,
    readonly description: string,
  ) {}

  async ids(): Promise<Result<readonly string[]>> {
    const names = await this.names();
    return names.ok ? ok(names.value.filter(isSetId).sort().reverse()) : names;
  }

  async strangers(): Promise<readonly Diagnostic[]> {
    const names = await this.names();
    if (!names.ok) return [];
    return names.value
      .filter((name) => localEntry(name).kind === 'stranger')
      .sort()
      .map((name) => ({ severity: 'warning', code: 'set-unknown', message: `${join(this.folder, name)} is not a set` }));
  }

  /** Synchronous inside: for hundreds of sets, tiny reads cost several times as much otherwise. */
  async manifest(id: string): Promise<Result<StoredManifest>> {
    const content = this.small(id, manifestName);
    if (content === undefined) return fail(this.incomplete(id, manifestName));
    const checksum = this.small(id, manifestChecksumName);
    if (checksum === undefined) return fail(this.incomplete(id, manifestChecksumName));
    return ok({ content, checksum: checksum.toString('latin1') });
  }

  async begin({ owner, now, random }: BeginOptions): Promise<Result<SetSink>> {
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await syncFolder(dirname(this.folder));
      const names = await readdir(this.folder);
      const id = newSetId(now, random, names.map(idIn));
      await writeNewFile(join(this.folder, ownerName(id, owner)), '');
      await mkdir(join(this.folder, partialName(id)), { mode: 0o700 });
      return ok(new LocalSink(id, this.folder, owner));
    } catch (error) {
      const folder = await existing(this.folder);
      return fail(await writeFailure(error as Error, { path: this.folder, folder, subject: 'the backup', written: 0 }));
    }
  }

  async look(id: string, path: string): Promise<StoredEntry> {
    if (!isSetId(id)) return { kind: 'missing' };
    const stats = await lstat(this.place(id, path)).catch(() => undefined);
    if (stats === undefined) return { kind: 'missing' };
    return stats.isFile() ? { kind: 'file', bytes: stats.size } : { kind: 'other', what: 'is not a file' };
  }

  async paths(id: string): Promise<Result<readonly string[]>> {
    if (!isSetId(id)) return fail(this.missing(id));
    try {
      return ok(await pathsBelow(join(this.folder, id), ''));
    } catch (error) {
      return fail(this.unreadable(join(this.folder, id), error));
    }
  }

  read(id: string, path: string): AsyncIterable<Buffer> {
    return readLocalFile(this.place(id, path));
  }

  async stamps(id: string): Promise<SetStamps> {
    return readLocalStamps(this.folder, id);
  }

  async stamp(id: string, change: StampChange): Promise<Result<void>> {
    if (!isSetId(id) || !this.isSet(id)) return fail(this.missing(id));
    return writeLocalStamps(this.folder, id, change);
  }

  async remove(ids: readonly string[]): Promise<Result<void>> {
    for (const id of ids.filter(isSetId)) {
      const aside = join(this.folder, deletingName(id));
      try {
        if (!this.isSet(id)) continue;
        await removeTree(aside);
        await rename(join(this.folder, id), aside);
        await syncFolder(this.folder);
        await removeTree(aside);
      } catch (error) {
        const remedy = `Make ${this.folder} a folder that can be written to, then repeat the command.`;
        return fail(problem('set-not-removed', `the set ${id} could not be removed: ${(error as Error).message}`, remedy));
      }
    }
    return ok();
  }

  async sweep(isOwnerAlive: (owner: SetOwner) => boolean | Promise<boolean>): Promise<Result<readonly string[]>> {
    try {
      return ok(await sweepLocal(this.folder, isOwnerAlive));
    } catch (error) {
      return fail(this.unreadable(this.folder, error));
    }
  }

  private async names(): Promise<Result<readonly string[]>> {
    try {
      return ok(await readdir(this.folder));
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? ok([]) : fail(this.unreadable(this.folder, error));
    }
  }

  private small(id: string, name: string): Buffer | undefined {
    try {
      return isSetId(id) ? readFileSync(join(this.folder, id, name)) : undefined;
    } catch {
      return undefined;
    }
  }

  private place(id: string, path: string): string {
    if (!isSetId(id)) throw new Error(`${JSON.stringify(id)} is no set`);
    return join(this.folder, id, expectStorePath(path));
  }

  private isSet(id: string): boolean {
    return lstatSync(join(this.folder, id), { throwIfNoEntry: false })?.isDirectory() === true;
  }

  private incomplete(id: string, name: string): Diagnostic {
    return problem('set-damaged', `the set ${id} in ${this.description} is damaged: ${name} is missing or cannot be read`);
  }

  private missing(id: string): Diagnostic {
    return problem('set-not-found', `there is no set ${JSON.stringify(id)} in ${this.description}`);
  }

  private unreadable(path: string, error: unknown): Diagnostic {
    return problem('store-unreadable', `${path} cannot be read: ${(error as Error).message}`, 'Run the command as a user who may read it.');
  }
}

/** The id that a name takes up, so that no other set gets it. */
function idIn(name: string): string {
  const entry = localEntry(name);
  return entry.kind === 'stranger' ? name : entry.id;
}

/** The nearest folder above that exists. */
async function existing(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined || dirname(path) === path ? path : existing(dirname(path));
}

async function pathsBelow(folder: string, prefix: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const paths: string[] = [];
  for (const entry of entries.filter(({ name }) => prefix !== '' || !besideFiles.has(name))) {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) paths.push(...(await pathsBelow(join(folder, entry.name), `${path}/`)));
    else paths.push(path);
  }
  return paths;
}

const besideFiles = new Set<string>([manifestName, manifestChecksumName, stampsName]);
