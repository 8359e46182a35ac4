import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';

/**
 * Names a folder on this machine, in one word: by its device and inode, which stay with it when it is moved, and by its path, which stays where a file
 * system gives out inodes as it likes. What is written down in a folder together with its mark tells nothing about a copy of it.
 */
export function placeMark(folder: string): string {
  return `${inodeOf(folder)}:${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
}

/** Whether the mark was made for this folder, under this path or before it was moved. */
export function isPlaceMarkOf(mark: string, folder: string): boolean {
  const [device = '', inode = '', path = ''] = mark.split(':');
  const [hereDevice, hereInode, herePath] = placeMark(folder).split(':');
  return path === herePath || (inode !== '' && device === hereDevice && inode === hereInode);
}

function inodeOf(folder: string): string {
  const found = statSync(folder, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? ':' : `${found.dev}:${found.ino}`;
}
