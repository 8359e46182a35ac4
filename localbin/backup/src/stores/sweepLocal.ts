import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree } from '../removeTree.js';
import type { SetOwner } from '../setOwner.js';
import { localEntry } from './localNames.js';

/** Removes what writers and removers left in a sets folder who died, and returns the names of it. A set whose writer is alive stays. */
export async function sweepLocal(setsFolder: string, isOwnerAlive: (owner: SetOwner) => boolean | Promise<boolean>): Promise<string[]> {
  // In this order: an owner file is made before its folder and removed after the folder has its final name.
  const left = (await namesIn(setsFolder)).filter(isLeftover);
  const alive = new Set<string>();
  const owners: string[] = [];
  for (const name of await namesIn(setsFolder)) {
    const entry = localEntry(name);
    if (entry.kind !== 'owner') continue;
    if (await isOwnerAlive(entry.owner)) alive.add(entry.id);
    else owners.push(name);
  }
  const abandoned = left.filter((name) => !isOf(name, alive)).sort();
  for (const name of [...abandoned, ...owners]) await removeTree(join(setsFolder, name));
  return abandoned;
}

function isLeftover(name: string): boolean {
  const { kind } = localEntry(name);
  return kind === 'partial' || kind === 'deleting' || kind === 'stamping';
}

function isOf(name: string, alive: ReadonlySet<string>): boolean {
  const entry = localEntry(name);
  return entry.kind === 'partial' && alive.has(entry.id);
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
}
