import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBytes } from '@dust-workspace/backup';

/** How much a folder holds, for people: `34.0 MB`, or that it is more where there are more than so many entries. What cannot be looked into is left out. */
export async function sizeOf(folder: string, most = 5_000): Promise<string> {
  const waiting = [folder];
  let bytes = 0;
  let counted = 0;
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if ((counted += 1) > most) return `more than ${formatBytes(bytes)}`;
    const found = await lstat(path).catch(() => undefined);
    if (found?.isDirectory() !== true) bytes += found?.size ?? 0;
    else for (const name of await readdir(path).catch((): string[] => [])) waiting.push(join(path, name));
  }
  return formatBytes(bytes);
}
