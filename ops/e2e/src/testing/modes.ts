import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What below a folder others than its owner could read: paths with their modes. */
export async function openToOthers(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const { mode } = await stat(path);
      return (mode & 0o077) === 0 ? [] : [`${path.slice(folder.length + 1)} ${(mode & 0o777).toString(8)}`];
    }),
  );
  return found.flat().sort();
}
