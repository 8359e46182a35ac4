import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders that are made of the sources beside them, or tell nothing about them. */
const derived = new Set(['node_modules', 'target', 'dist', '.next', '.git']);

/** The files in a folder and in those below it but derived ones, in a fixed order. Links are not followed; nothing there is no files. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries
      .filter((entry) => !(entry.isDirectory() && derived.has(entry.name)))
      .map(async (entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return filesBelow(path);
        return entry.isFile() ? [path] : [];
      }),
  );
  return found.flat().sort();
}
