import { opendir } from 'node:fs/promises';
import { join } from 'node:path';

/** Whether a volume holds anything of its component's: not counting `.dsw`, and folders in which there is nothing. What cannot be read counts. */
export async function hasData(volume: string): Promise<boolean> {
  try {
    for await (const entry of await opendir(volume)) {
      if (entry.name !== '.dsw' && (!entry.isDirectory() || (await holdsFiles(join(volume, entry.name))))) return true;
    }
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

async function holdsFiles(folder: string): Promise<boolean> {
  try {
    for await (const entry of await opendir(folder)) {
      if (!entry.isDirectory() || (await holdsFiles(join(folder, entry.name)))) return true;
    }
    return false;
  } catch {
    return true;
  }
}
