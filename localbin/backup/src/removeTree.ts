import { chmod, lstat, readdir, rmdir, unlink } from 'node:fs/promises';

const isRoot = process.getuid?.() === 0;

/**
 * Deletes a folder with everything in it, also below folders that forbid it to their own owner. Nothing there is fine. Unlike Node's own
 * `rm`, which rejects while it still deletes, nothing happens any more once this has settled.
 */
export async function removeTree(path: string | Buffer): Promise<void> {
  const place = Buffer.from(path);
  const stats = await lstat(place).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  });
  if (stats === undefined) return;
  if (!stats.isDirectory()) return unlink(place);
  if (!isRoot && (stats.mode & 0o700) !== 0o700) await chmod(place, 0o700);
  for (const name of await readdir(place, { encoding: 'buffer' })) await removeTree(Buffer.concat([place, Buffer.from('/'), name]));
  await rmdir(place);
}
