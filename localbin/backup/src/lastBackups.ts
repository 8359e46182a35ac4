import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checksumLine } from './checksum.js';
import { isSetId } from './setId.js';
import { formatVersion, manifestChecksumName, manifestName } from './setLayout.js';
import type { SetManifest } from './setManifest.js';

/** The newest snapshot of a component. */
export interface LastBackup {
  readonly set: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** As stored. */
  readonly bytes: number;
  readonly verifiedAt: string | null;
}

/**
 * The newest sound backup of each of the components; those that have none are missing from the answer. Made for `status`: sets are looked at
 * from the newest on until every component is found, a manifest is read only where the set has a folder of a component still wanted, and the
 * calls are synchronous, as hundreds of tiny reads cost several times as much otherwise. A manifest that does not match its checksum counts
 * as no backup; `listSets` says what is wrong with it.
 */
export function lastBackups(setsFolder: string, components: Iterable<string>): Map<string, LastBackup> {
  const wanted = new Set(components);
  const found = new Map<string, LastBackup>();
  const ids = namesIn(setsFolder).filter(isSetId).sort().reverse();
  for (const id of ids) {
    if (wanted.size === 0) break;
    const folder = join(setsFolder, id);
    if (!namesIn(folder).some((name) => wanted.has(name))) continue;
    const manifest = trustedManifest(folder);
    for (const { component, files } of manifest?.snapshots ?? []) {
      if (manifest === undefined || !wanted.delete(component)) continue;
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      found.set(component, { set: id, at: manifest.createdAt, bytes, verifiedAt: null });
    }
  }
  return found;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The checksum proves that it is what was written, so its shape need not be checked again. */
function trustedManifest(folder: string): SetManifest | undefined {
  try {
    const content = readFileSync(join(folder, manifestName));
    if (readFileSync(join(folder, manifestChecksumName), 'latin1') !== checksumLine(content)) return undefined;
    const manifest = JSON.parse(content.toString()) as SetManifest;
    return manifest.formatVersion === formatVersion ? manifest : undefined;
  } catch {
    return undefined;
  }
}
