import type { BigIntStats } from 'node:fs';
import { lstat, readdir, readlink, stat } from 'node:fs/promises';
import type { RawPath } from './rawPath.js';
import { joinRaw, onDisk, rawPath, textOf } from './rawPath.js';

interface Place {
  readonly path: RawPath;
  readonly stats: BigIntStats;
}

export type TreeItem =
  | (Place & { readonly kind: 'folder' })
  | (Place & { readonly kind: 'link'; readonly target: RawPath })
  | (Place & { readonly kind: 'file' })
  /** Another name of the file `target`, which came before. */
  | (Place & { readonly kind: 'hardlink'; readonly target: RawPath })
  /** Means nothing without the process behind it. */
  | (Place & { readonly kind: 'socket' | 'pipe' });

/** The folder holds something that cannot be copied. */
export class UnsupportedFileError extends Error {
  constructor(readonly path: string) {
    super(`${path} is a device`);
    this.name = 'UnsupportedFileError';
  }
}

/** A folder and everything in it, by name, parents before their children. File-system errors reject as they are. */
export async function* walkTree(root: string): AsyncGenerator<TreeItem, void> {
  const firstNames = new Map<string, RawPath>();
  const waiting: RawPath[] = ['' as RawPath];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const stats = path === '' ? await stat(root, { bigint: true }) : await lstat(onDisk(root, path), { bigint: true });
    if (stats.isDirectory()) {
      yield { kind: 'folder', path, stats };
      for (const child of await childrenOf(root, path)) waiting.push(child);
    } else if (stats.isSymbolicLink()) {
      const target = rawPath(await readlink(onDisk(root, path), { encoding: 'buffer' }));
      yield { kind: 'link', path, stats, target };
    } else if (stats.isFile()) {
      const inode = `${stats.dev}:${stats.ino}`;
      const target = stats.nlink > 1n ? firstNames.get(inode) : undefined;
      if (target !== undefined) yield { kind: 'hardlink', path, stats, target };
      else {
        if (stats.nlink > 1n) firstNames.set(inode, path);
        yield { kind: 'file', path, stats };
      }
    } else if (stats.isSocket() || stats.isFIFO()) {
      yield { kind: stats.isSocket() ? 'socket' : 'pipe', path, stats };
    } else {
      throw new UnsupportedFileError(`${root}/${textOf(path)}`);
    }
  }
}

/** In reverse order, since they are taken from the end. */
async function childrenOf(root: string, folder: RawPath): Promise<RawPath[]> {
  const names = (await readdir(onDisk(root, folder), { encoding: 'buffer' })).map(rawPath);
  return names.sort((a, b) => (a < b ? 1 : -1)).map((name) => joinRaw(folder, name));
}
