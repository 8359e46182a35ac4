import { constants, type FileHandle, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isBlock, type PortRange } from './portUnits.js';
import { stillLeases, type Lessee } from './leases.js';
import { registryFolder, type Surroundings } from './registryFolder.js';

/** What is registered for a unit. */
type Entry =
  | { readonly kind: 'none' }
  | { readonly kind: 'lessee'; readonly lessee: Lessee }
  | { readonly kind: 'damaged' }
  /** Of another user, or nothing that could be read. */
  | { readonly kind: 'closed' };

/** How a unit stands towards one who wants it. */
export type Standing =
  | { readonly kind: 'own' }
  /** Nobody holds it. `entered`: somebody who is gone still stands there. */
  | { readonly kind: 'vacant'; readonly entered: boolean }
  /** `by` is for people. */
  | { readonly kind: 'held'; readonly by: string };

/**
 * Who has leased which ports of this machine: one small file for each block and each single port. It is an index: an environment has what its own
 * `ports.json` says, so that an entry counts only as long as it is found there, and one that is lost or damaged can be made again.
 *
 * An entry is made by exclusive creation. Only who has bound the first port of a unit may make one for ports that are not in a `ports.json` yet, or
 * replace one that does not count: the kernel grants that to one process at a time, and takes it back from one that is killed.
 */
export class PortRegistry {
  private constructor(
    private readonly folder: string | undefined,
    /** Why nothing can be registered here. */
    readonly problem?: string,
  ) {}

  /** Where there is no folder for it, everything is vacant and nothing is kept. */
  static async open(surroundings: Surroundings): Promise<PortRegistry> {
    const folder = await registryFolder(surroundings);
    return folder.ok ? new PortRegistry(folder.value) : new PortRegistry(undefined, folder.diagnostics[0]?.message ?? '');
  }

  async standing(unit: PortRange, lessee: Lessee): Promise<Standing> {
    const entry = await this.#read(unit);
    if (entry.kind === 'none') return { kind: 'vacant', entered: false };
    if (entry.kind === 'closed') return { kind: 'held', by: 'another user' };
    if (entry.kind === 'damaged') return { kind: 'vacant', entered: true };
    if (await isSame(entry.lessee, lessee)) return { kind: 'own' };
    if (!(await stillLeases(entry.lessee, unit))) return { kind: 'vacant', entered: true };
    return { kind: 'held', by: `the environment ${entry.lessee.environment} in ${entry.lessee.workspace}` };
  }

  /** `exists`: somebody was faster. */
  async enter(unit: PortRange, { workspace, environment }: Lessee): Promise<'entered' | 'exists' | 'failed'> {
    if (this.folder === undefined) return 'failed';
    try {
      await writeFile(this.#file(unit), `${JSON.stringify({ workspace, environment })}\n`, { flag: 'wx', mode: 0o600 });
      return 'entered';
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EEXIST' ? 'exists' : 'failed';
    }
  }

  async remove(unit: PortRange): Promise<void> {
    if (this.folder !== undefined) await rm(this.#file(unit), { force: true }).catch(() => undefined);
  }

  /** All that is registered by this user, whether it counts or not. */
  async entries(): Promise<{ readonly unit: PortRange; readonly lessee: Lessee }[]> {
    const names = this.folder === undefined ? [] : await readdir(this.folder).catch((): string[] => []);
    const units = names.flatMap((name) => {
      const [, first, last = first] = /^([1-9]\d{0,4})(?:-([1-9]\d{0,4}))?$/.exec(name) ?? [];
      return first === undefined ? [] : [{ first: Number(first), last: Number(last) }];
    });
    const read = await Promise.all(units.map(async (unit) => ({ unit, entry: await this.#read(unit) })));
    return read.flatMap(({ unit, entry }) => (entry.kind === 'lessee' ? [{ unit, lessee: entry.lessee }] : []));
  }

  #file({ first, last }: PortRange): string {
    return join(this.folder ?? '', isBlock({ first, last }) ? `${first}-${last}` : `${first}`);
  }

  async #read(unit: PortRange): Promise<Entry> {
    if (this.folder === undefined) return { kind: 'none' };
    let file: FileHandle | undefined;
    try {
      // Whatever somebody put there must not be followed, nor waited for.
      file = await open(this.#file(unit), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      const stats = await file.stat();
      if (stats.uid !== process.geteuid?.()) return { kind: 'closed' };
      return stats.isFile() ? parseEntry(await file.readFile('utf8')) : { kind: stats.isDirectory() ? 'closed' : 'damaged' };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return { kind: code === 'ENOENT' ? 'none' : code === 'ELOOP' ? 'damaged' : 'closed' };
    } finally {
      await file?.close();
    }
  }
}

function parseEntry(text: string): Entry {
  try {
    const { workspace, environment } = JSON.parse(text) as Partial<Lessee>;
    if (typeof workspace === 'string' && typeof environment === 'string') return { kind: 'lessee', lessee: { workspace, environment } };
  } catch {
    // Cut off by a crash, or written by somebody else.
  }
  return { kind: 'damaged' };
}

/** One folder may have several paths: links, mounts, letters of either case. A copy is another folder. */
async function isSame(one: Lessee, other: Lessee): Promise<boolean> {
  if (one.environment !== other.environment) return false;
  if (one.workspace === other.workspace) return true;
  const [a, b] = await Promise.all([one, other].map(({ workspace }) => stat(workspace, { bigint: true }).catch(() => undefined)));
  return a !== undefined && a.ino === b?.ino && a.dev === b.dev;
}
