import type { BigIntStats } from 'node:fs';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { unreachable } from '@dust-workspace/component';
import { Meter } from './checksum.js';
import type { RawPath } from './rawPath.js';
import { onDisk, textOf } from './rawPath.js';
import type { TarEntry } from './tarEntry.js';
import { blockSize, encodeHeader, padding } from './tarHeader.js';
import type { TreeItem } from './walkTree.js';
import { walkTree } from './walkTree.js';

const readSize = 256 * 1024;

/** Somebody wrote to the folder while it was copied. */
export class FolderChangedError extends Error {
  constructor(readonly path: string) {
    super(`${path} changed while it was copied`);
    this.name = 'FolderChangedError';
  }
}

export interface WriteTarOptions {
  /** Told what a person should know. */
  readonly note: (line: string) => void;
  /** Told of everything that was put into the archive, with the SHA-256 of the content of a file where `digest` asks for it. */
  readonly onItem?: (item: TreeItem, digest: string | undefined) => Promise<void>;
  readonly digest?: boolean;
}

/**
 * A folder with everything in it as a pax archive: permissions, numeric owners, times to the nanosecond, symbolic and hard links, names of
 * any bytes. Parents come before their children. Sockets and named pipes mean nothing without the process behind them; they are left out,
 * and `note` is told. File-system errors reject as they are.
 */
export async function* writeTar(root: string, { note, onItem, digest = false }: WriteTarOptions): AsyncGenerator<Buffer, void> {
  for await (const item of walkTree(root)) {
    const { path, stats } = item;
    const meter = digest && item.kind === 'file' ? new Meter() : undefined;
    switch (item.kind) {
      case 'folder':
        yield encodeHeader({ kind: 'folder', ...attributesOf(path, stats) });
        break;
      case 'link':
        if (leadsOutside(path, item.target))
          note(`${textOf(path)} points to ${textOf(item.target)}, outside of the volume: the link was copied, not what it points to`);
        yield encodeHeader({ kind: 'symlink', ...attributesOf(path, stats), target: item.target });
        break;
      case 'hardlink':
        yield encodeHeader({ kind: 'hardlink', ...attributesOf(path, stats), target: item.target });
        break;
      case 'file':
        yield* fileWithContent(root, path, stats, meter);
        break;
      case 'socket':
      case 'pipe':
        note(`${textOf(path)} is a ${item.kind === 'socket' ? 'socket' : 'named pipe'} and was left out`);
        break;
      default:
        return unreachable(item);
    }
    await onItem?.(item, meter?.sha256());
  }
  yield Buffer.alloc(2 * blockSize);
}

async function* fileWithContent(
  root: string,
  path: RawPath,
  expected: BigIntStats,
  meter: Meter | undefined,
): AsyncGenerator<Buffer, void> {
  const handle = await open(onDisk(root, path), constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const size = Number(expected.size);
    const entry: TarEntry = { kind: 'file', ...attributesOf(path, expected), size };
    yield encodeHeader(entry);
    for (let position = 0; position < size;) {
      const buffer = Buffer.allocUnsafe(Math.min(readSize, size - position));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) throw new FolderChangedError(`${root}/${textOf(path)}`);
      position += bytesRead;
      const chunk = buffer.subarray(0, bytesRead);
      meter?.add(chunk);
      yield chunk;
    }
    if (size % blockSize !== 0) yield padding(size);
    const now = await handle.stat({ bigint: true });
    if (now.ino !== expected.ino || now.size !== expected.size || now.mtimeNs !== expected.mtimeNs)
      throw new FolderChangedError(`${root}/${textOf(path)}`);
  } finally {
    await handle.close();
  }
}

function attributesOf(path: RawPath, stats: BigIntStats) {
  return { path, mode: Number(stats.mode) & 0o7777, uid: Number(stats.uid), gid: Number(stats.gid), mtime: stats.mtimeNs };
}

function leadsOutside(path: RawPath, target: RawPath): boolean {
  if (target.startsWith('/')) return true;
  let depth = path.split('/').length - 1;
  for (const part of target.split('/')) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}
