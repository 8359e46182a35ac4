import type { RawPath } from './rawPath.js';
import { textOf } from './rawPath.js';
import type { TarEntry } from './tarEntry.js';
import { TarFormatError } from './tarEntry.js';

/**
 * Lets only entries pass that stay inside the folder they are unpacked into: the root folder first, then entries whose parent is a folder
 * that came before. No path can therefore go through a symbolic link, whatever that points to.
 */
export class TreeGuard {
  private readonly folders = new Set<RawPath>();

  /** Throws TarFormatError. */
  admit(entry: TarEntry): void {
    if (entry.path === '') {
      if (entry.kind !== 'folder' || this.folders.size > 0) throw new TarFormatError('the root of the archive is not one folder');
    } else {
      this.expectInside(entry.path);
    }
    if (entry.kind === 'hardlink') this.expectInside(entry.target);
    if (entry.kind === 'symlink' && (entry.target === '' || entry.target.includes('\0'))) throw malformed(entry.path);
    if (entry.kind === 'folder') this.folders.add(entry.path);
  }

  /** To be asked when all entries were admitted. */
  expectRoot(): void {
    if (this.folders.size === 0) throw new TarFormatError('the archive is empty');
  }

  private expectInside(path: RawPath): void {
    const parts = path.split('/');
    if (path.includes('\0') || parts.some((part) => part === '' || part === '.' || part === '..')) throw malformed(path);
    const parent = parts.slice(0, -1).join('/') as RawPath;
    if (!this.folders.has(parent)) throw new TarFormatError(`${JSON.stringify(textOf(path))} is not inside a folder of the archive`);
    if (this.folders.has(path)) throw new TarFormatError(`${JSON.stringify(textOf(path))} occurs twice`);
  }
}

function malformed(path: RawPath): TarFormatError {
  return new TarFormatError(`${JSON.stringify(textOf(path))} is not a path inside the archive`);
}
