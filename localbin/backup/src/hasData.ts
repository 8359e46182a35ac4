import { opendirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether a volume holds anything of its component's: not counting `.dsw`, and folders in which there is nothing. What cannot be read counts.
 * Synchronous, since `status` asks it of every component, and reads no further than to the first file.
 */
export function hasData(volume: string): boolean {
  try {
    return someEntry(volume, (entry) => entry.name !== '.dsw' && countsAsData(volume, entry));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

function countsAsData(folder: string, entry: Dirent): boolean {
  if (!entry.isDirectory()) return true;
  const inside = join(folder, entry.name);
  try {
    return someEntry(inside, (further) => countsAsData(inside, further));
  } catch {
    return true;
  }
}

/** Reads a folder entry by entry: it may hold millions. */
function someEntry(folder: string, wanted: (entry: Dirent) => boolean): boolean {
  const entries = opendirSync(folder);
  try {
    for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) if (wanted(entry)) return true;
    return false;
  } finally {
    entries.closeSync();
  }
}
