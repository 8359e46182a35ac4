import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';

/** Everything below a folder, by path: mode and content of files, targets of links. Folders end in a slash. */
export async function snapshotFolder(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true });
  const described = entries.sort().map(async (entry): Promise<[string, string]> => {
    const file = path.join(folder, entry);
    const stats = await lstat(file);
    const mode = (stats.mode & 0o7777).toString(8);
    if (stats.isSymbolicLink()) return [entry, `-> ${await readlink(file)}`];
    return stats.isDirectory() ? [`${entry}/`, mode] : [entry, `${mode} ${await readFile(file, 'latin1')}`];
  });
  return Object.fromEntries(await Promise.all(described));
}
