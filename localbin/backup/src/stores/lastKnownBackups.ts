import { checkOf, type LastBackup } from '../lastBackups.js';
import type { SetManifest } from '../setManifest.js';
import type { KnownSet } from './resticCache.js';
import { readKnownSets, readManifest } from './resticCache.js';

/**
 * As `lastBackups`, for a restic store: what this machine knows since it last looked, without asking the repository. Sets of which it has not seen
 * the manifest yet, since they were made elsewhere, count as none.
 */
export function lastKnownBackups(cacheFolder: string, components: Iterable<string>): Map<string, LastBackup> {
  const wanted = new Set(components);
  const unverified = new Set(wanted);
  const found = new Map<string, LastBackup>();
  for (const set of readKnownSets(cacheFolder)) {
    const news = set.components.filter((name) => wanted.has(name) || (unverified.has(name) && checkOf(set.stamps, name) !== undefined));
    if (news.length === 0) continue;
    for (const backup of backupsIn(cacheFolder, set)) {
      const { component, ...last } = backup;
      if (!news.includes(component)) continue;
      const check = checkOf(set.stamps, component);
      const first = found.get(component) ?? { ...last, verified: null };
      wanted.delete(component);
      const isNewest = check !== undefined && unverified.delete(component);
      found.set(component, isNewest ? { ...first, verified: { ...last, ...check } } : first);
    }
  }
  return found;
}

interface KnownBackup extends Pick<LastBackup, 'set' | 'at' | 'bytes'> {
  readonly component: string;
}

/** The manifest is what its checksum says, so that its shape need not be checked again. */
function backupsIn(cacheFolder: string, { id, checksum }: KnownSet): KnownBackup[] {
  const content = readManifest(cacheFolder, checksum);
  if (content === undefined) return [];
  const { complete, createdAt, snapshots } = JSON.parse(content.toString()) as SetManifest;
  if (!complete) return [];
  return snapshots.map(({ component, files }) => ({
    component,
    set: id,
    at: createdAt,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
  }));
}
