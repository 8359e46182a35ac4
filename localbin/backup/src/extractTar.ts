import type { FileHandle } from 'node:fs/promises';
import { link, lchown, lstat, lutimes, mkdir, open, symlink } from 'node:fs/promises';
import { unreachable } from '@dust-workspace/component';
import { FlushQueue } from './flushQueue.js';
import type { RawPath } from './rawPath.js';
import { onDisk, textOf } from './rawPath.js';
import type { TarItem } from './readTar.js';
import type { TarEntry } from './tarEntry.js';
import { TarFormatError } from './tarEntry.js';
import { TreeGuard } from './treeGuard.js';

type FolderEntry = TarEntry & { kind: 'folder' };

const isRoot = process.getuid?.() === 0;

/**
 * Unpacks into an empty folder, which takes the attributes of the archive's root, and returns when all of it is on the disk. Owners are
 * given back only by root, as nobody else may. Throws TarFormatError for an archive that is not sound or leads outside of the folder;
 * file-system errors reject as they are.
 */
export async function extractTar(items: AsyncIterable<TarItem>, into: string): Promise<void> {
  const queue = new FlushQueue(32);
  const folders: FolderEntry[] = [];
  try {
    await unpack(items, into, queue, folders);
  } finally {
    await queue.end();
  }
  // Children change the times of their folder, and a folder without write permission takes no children: attributes come last, from within.
  for (const folder of folders.reverse()) await finishFolder(onDisk(into, folder.path), folder);
}

/** Reads an archive to its end and throws TarFormatError where `extractTar` would. */
export async function checkTar(items: AsyncIterable<TarItem>): Promise<void> {
  const guard = new TreeGuard();
  for await (const { entry } of items) guard.admit(entry);
  guard.expectRoot();
}

async function unpack(items: AsyncIterable<TarItem>, into: string, queue: FlushQueue, folders: FolderEntry[]): Promise<void> {
  const guard = new TreeGuard();
  for await (const { entry, content } of items) {
    guard.admit(entry);
    const place = onDisk(into, entry.path);
    switch (entry.kind) {
      case 'folder':
        if (entry.path !== '') await mkdir(place, { mode: 0o700 });
        folders.push(entry);
        break;
      case 'file':
        await queue.add(await extractFile(place, entry, content));
        break;
      case 'symlink':
        await symlink(Buffer.from(entry.target, 'latin1'), place);
        if (isRoot) await lchown(place, entry.uid, entry.gid);
        await lutimes(place, timeOf(entry.mtime), timeOf(entry.mtime));
        break;
      case 'hardlink':
        await expectFile(into, entry.target);
        await link(onDisk(into, entry.target), place);
        break;
      default:
        return unreachable(entry);
    }
  }
  guard.expectRoot();
}

/** The file, written but perhaps not on the disk yet. */
async function extractFile(place: Buffer, entry: TarEntry & { kind: 'file' }, content: AsyncIterable<Buffer>): Promise<FileHandle> {
  const handle = await open(place, 'wx', 0o600);
  try {
    for await (const chunk of content) await handle.appendFile(chunk);
    await giveAttributes(handle, entry);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function finishFolder(place: Buffer, entry: FolderEntry): Promise<void> {
  const handle = await open(place, 'r');
  try {
    await giveAttributes(handle, entry);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function giveAttributes(handle: FileHandle, { uid, gid, mode, mtime }: TarEntry): Promise<void> {
  if (isRoot) await handle.chown(uid, gid);
  // After chown, which clears set-user-id.
  await handle.chmod(mode);
  await handle.utimes(timeOf(mtime), timeOf(mtime));
}

async function expectFile(into: string, target: RawPath): Promise<void> {
  const stats = await lstat(onDisk(into, target)).catch(() => undefined);
  if (stats?.isFile() !== true) throw new TarFormatError(`${JSON.stringify(textOf(target))} is linked to, but is no earlier file`);
}

/**
 * What Node takes for a time: floating-point seconds, cut off to microseconds, hence half a microsecond more; negative numbers would mean now,
 * dates do not.
 */
function timeOf(nanoseconds: bigint): number | Date {
  if (nanoseconds < 0n) return new Date(Number(nanoseconds / 1_000_000n));
  return (Number(nanoseconds / 1_000n) + 0.5) / 1_000_000;
}
