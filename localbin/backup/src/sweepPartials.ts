import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SetOwner } from './setOwner.js';
import { parseOwnerFileName, parsePartialName } from './setOwner.js';

/**
 * Removes what backups left behind whose process died, and returns the names of those folders. A set whose writer is alive stays.
 * `isOwnerAlive` says whether that very process still runs.
 */
export async function sweepPartials(setsFolder: string, isOwnerAlive: (owner: SetOwner) => boolean | Promise<boolean>): Promise<string[]> {
  // In this order: an owner file is made before its folder and removed after the folder has its final name.
  const partials = (await namesIn(setsFolder)).filter((name) => parsePartialName(name) !== undefined);
  const ownerNames = await namesIn(setsFolder);
  const alive = new Set<string>();
  const ownerFiles: string[] = [];
  for (const name of ownerNames) {
    const parsed = parseOwnerFileName(name);
    if (parsed === undefined) continue;
    if (await isOwnerAlive(parsed.owner)) alive.add(parsed.id);
    else ownerFiles.push(name);
  }
  const abandoned = partials.filter((name) => !alive.has(parsePartialName(name) ?? '')).sort();
  for (const name of [...abandoned, ...ownerFiles]) await rm(join(setsFolder, name), { recursive: true, force: true });
  return abandoned;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
}
