import { open } from 'node:fs/promises';

/** Writes a new file, of which nobody but its owner may read, and returns when it is on the disk. */
export async function writeNewFile(path: string, content: Buffer | string): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the names in a folder (what was created, renamed or removed there) outlast a power failure. */
export async function syncFolder(path: string | Buffer): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
