import { isUtf8 } from 'node:buffer';
import { unreachable } from '@dust-workspace/component';
import type { ContentEntry } from '@dust-workspace/component';
import type { RawPath } from './rawPath.js';
import type { TreeItem } from './walkTree.js';

/** The folder of a volume that is ours. What it holds is no part of what the component has. */
const ourFolder = '.dsw';

/**
 * Tells what a volume holds from the walk through it: every file, folder and symbolic link but those of ours, and not the volume itself. Names
 * that are no text are told with their odd bytes as percent and two hexadecimal digits, and percent itself then always is `%25`.
 */
export class TreeContents {
  /** Of files with several names, by the first. */
  private readonly digests = new Map<RawPath, string>();

  /** `digest` is of the content of a file; another name of a file has that of the first. Undefined for what is not told. */
  entryOf(item: TreeItem, digest: string | undefined): ContentEntry | undefined {
    const { path, stats } = item;
    if (item.kind === 'file' && stats.nlink > 1n && digest !== undefined) this.digests.set(path, digest);
    if (path === '' || path === ourFolder || path.startsWith(`${ourFolder}/`)) return undefined;
    const name = escaped(path);
    const mode = (Number(stats.mode) & 0o7777).toString(8).padStart(4, '0');
    switch (item.kind) {
      case 'folder':
        return { kind: 'folder', name, value: mode };
      case 'link':
        return { kind: 'link', name, value: escaped(item.target) };
      case 'file':
        return withDigest({ kind: 'file', name, value: `${mode}, ${stats.size} bytes` }, digest);
      case 'hardlink':
        return withDigest({ kind: 'file', name, value: `${mode}, ${stats.size} bytes` }, this.digests.get(item.target));
      case 'socket':
      case 'pipe':
        return undefined;
      default:
        return unreachable(item);
    }
  }
}

function withDigest(entry: ContentEntry, digest: string | undefined): ContentEntry {
  return digest === undefined ? entry : { ...entry, digest };
}

/** No two paths have the same. */
function escaped(path: RawPath): string {
  const bytes = Buffer.from(path, 'latin1');
  if (isUtf8(bytes)) return bytes.toString().replaceAll('%', '%25');
  return path.replace(/[%\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}
