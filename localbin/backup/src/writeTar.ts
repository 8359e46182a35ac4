import type { BigIntStats } from 'node:fs';
import { constants } from 'node:fs';
import { lstat, open, readdir, readlink, stat } from 'node:fs/promises';
import type { RawPath } from './rawPath.js';
import { joinRaw, onDisk, rawPath, textOf } from './rawPath.js';
import type { TarEntry } from './tarEntry.js';
import { blockSize, encodeHeader, padding } from './tarHeader.js';

const readSize = 256 * 1024;

/** Somebody wrote to the folder while it was copied. */
export class FolderChangedError extends Error {
  constructor(readonly path: string) {
    super(`${path} changed while it was copied`);
    this.name = 'FolderChangedError';
  }
}

/** The folder holds something that an archive cannot. */
export class UnsupportedFileError extends Error {
  constructor(readonly path: string) {
    super(`${path} is a device`);
    this.name = 'UnsupportedFileError';
  }
}

/**
 * A folder with everything in it as a pax archive: permissions, numeric owners, times to the nanosecond, symbolic and hard links, names of
 * any bytes. Parents come before their children. Sockets and named pipes mean nothing without the process behind them; they are left out,
 * and `note` is told. File-system errors reject as they are.
 */
export async function* writeTar(root: string, note: (line: string) => void): AsyncGenerator<Buffer, void> {
  const firstNames = new Map<string, RawPath>();
  const waiting: RawPath[] = ['' as RawPath];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const stats = path === '' ? await stat(root, { bigint: true }) : await lstat(onDisk(root, path), { bigint: true });
    if (stats.isDirectory()) {
      yield encodeHeader({ kind: 'folder', ...attributesOf(path, stats) });
      for (const child of await childrenOf(root, path)) waiting.push(child);
    } else if (stats.isSymbolicLink()) {
      const target = rawPath(await readlink(onDisk(root, path), { encoding: 'buffer' }));
      if (leadsOutside(path, target))
        note(`${textOf(path)} points to ${textOf(target)}, outside of the volume: the link was copied, not what it points to`);
      yield encodeHeader({ kind: 'symlink', ...attributesOf(path, stats), target });
    } else if (stats.isFile()) {
      const inode = `${stats.dev}:${stats.ino}`;
      const firstName = stats.nlink > 1n ? firstNames.get(inode) : undefined;
      if (firstName !== undefined) {
        yield encodeHeader({ kind: 'hardlink', ...attributesOf(path, stats), target: firstName });
        continue;
      }
      if (stats.nlink > 1n) firstNames.set(inode, path);
      yield* fileWithContent(root, path, stats);
    } else if (stats.isSocket() || stats.isFIFO()) {
      note(`${textOf(path)} is a ${stats.isSocket() ? 'socket' : 'named pipe'} and was left out`);
    } else {
      throw new UnsupportedFileError(`${root}/${textOf(path)}`);
    }
  }
  yield Buffer.alloc(2 * blockSize);
}

/** In reverse order, since they are taken from the end. */
async function childrenOf(root: string, folder: RawPath): Promise<RawPath[]> {
  const names = (await readdir(onDisk(root, folder), { encoding: 'buffer' })).map(rawPath);
  return names.sort((a, b) => (a < b ? 1 : -1)).map((name) => joinRaw(folder, name));
}

async function* fileWithContent(root: string, path: RawPath, expected: BigIntStats): AsyncGenerator<Buffer, void> {
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
      yield buffer.subarray(0, bytesRead);
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
