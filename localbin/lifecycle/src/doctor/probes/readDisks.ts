import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Disk } from '../symptoms.js';

/** A folder that may not exist yet, and what is kept in it, for people. */
export interface KeptIn {
  readonly folder: string;
  readonly what: string;
}

/** The file systems on which folders lie, or will lie once they are made. One that cannot be looked at is left out. */
export async function readDisks(places: readonly KeptIn[]): Promise<Disk[]> {
  const disks = new Map<number, { readonly holds: string[]; readonly folder: string }>();
  for (const { folder, what } of places) {
    const existing = await nearest(folder);
    if (existing === undefined) continue;
    const known = disks.get(existing.device);
    if (known === undefined) disks.set(existing.device, { holds: [what], folder: existing.path });
    else if (!known.holds.includes(what)) known.holds.push(what);
  }
  const read = await Promise.all([...disks.values()].map(({ holds, folder }) => readDisk(folder, holds).catch(() => undefined)));
  return read.flatMap((disk) => disk ?? []);
}

async function nearest(folder: string): Promise<{ readonly path: string; readonly device: number } | undefined> {
  for (let path = folder; ; path = dirname(path)) {
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined) return { path, device: found.dev };
    if (path === dirname(path)) return undefined;
  }
}

async function readDisk(folder: string, holds: readonly string[]): Promise<Disk> {
  const { bavail, blocks, bsize, files, ffree } = await statfs(folder);
  return { holds, freeBytes: bavail * bsize, totalBytes: blocks * bsize, freeFiles: files === 0 ? undefined : ffree / files };
}
