import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checksumLine } from './checksum.js';
import { isSetId } from './setId.js';
import { formatVersion, manifestChecksumName, manifestName } from './setLayout.js';
import type { SetManifest } from './setManifest.js';
import type { SetStamps } from './setStamps.js';
import { noStamps } from './setStamps.js';
import { readLocalStamps, stampsName } from './stores/localStamps.js';

/** The newest backup of a component in a complete set. */
export interface LastBackup {
  readonly set: string;
  /** ISO 8601, UTC, as the other times are. */
  readonly at: string;
  /** As stored. */
  readonly bytes: number;
  /** The newest that is known to be sound. */
  readonly verified: VerifiedBackup | null;
}

export interface VerifiedBackup {
  readonly set: string;
  readonly at: string;
  readonly bytes: number;
  readonly verifiedAt: string;
  /** `drill`: it was restored for a test. `verify`: its bytes were read and its files checked. */
  readonly how: 'verify' | 'drill';
}

/**
 * The newest sound backup of each of the components in a local store, and the newest that was verified; components without any are missing from the
 * answer. Made for `status`: sets are looked at from the newest on until everything is found, a manifest is read only where the set has a folder
 * of a component still wanted, and the calls are synchronous, as hundreds of tiny reads cost several times as much otherwise. Incomplete
 * sets, and those whose manifest does not match its checksum, count as none; `takeInventory` says what is wrong with them.
 */
export function lastBackups(setsFolder: string, components: Iterable<string>): Map<string, LastBackup> {
  const wanted = new Set(components);
  const unverified = new Set(wanted);
  const found = new Map<string, LastBackup>();
  for (const id of namesIn(setsFolder).filter(isSetId).sort().reverse()) {
    if (unverified.size === 0) break;
    const folder = join(setsFolder, id);
    const names = namesIn(folder);
    const stamps = names.includes(stampsName) ? readLocalStamps(setsFolder, id) : noStamps;
    const news = names.filter((name) => wanted.has(name) || (unverified.has(name) && checkOf(stamps, name) !== undefined));
    if (news.length === 0) continue;
    for (const { component, at, bytes } of trustedSnapshots(folder)) {
      if (!news.includes(component)) continue;
      const last = found.get(component) ?? { set: id, at, bytes, verified: null };
      const check = checkOf(stamps, component);
      wanted.delete(component);
      if (check !== undefined && unverified.delete(component))
        found.set(component, { ...last, verified: { set: id, at, bytes, ...check } });
      else found.set(component, last);
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

/** What proves the snapshot of a component, the stronger before the newer. */
export function checkOf({ verified, drilled }: SetStamps, component: string): Pick<VerifiedBackup, 'verifiedAt' | 'how'> | undefined {
  const drilledAt = drilled[component];
  if (drilledAt !== undefined) return { verifiedAt: drilledAt, how: 'drill' };
  const verifiedAt = verified[component];
  return verifiedAt === undefined ? undefined : { verifiedAt, how: 'verify' };
}

interface TrustedSnapshot {
  readonly component: string;
  readonly at: string;
  readonly bytes: number;
}

/** The checksum proves that the manifest is what was written, so its shape need not be checked again. */
function trustedSnapshots(folder: string): TrustedSnapshot[] {
  try {
    const content = readFileSync(join(folder, manifestName));
    if (readFileSync(join(folder, manifestChecksumName), 'latin1') !== checksumLine(content)) return [];
    // What is asked of it here is the same in both versions.
    const { formatVersion: version, complete, createdAt, snapshots } = JSON.parse(content.toString()) as SetManifest;
    if (version > formatVersion || !complete) return [];
    return snapshots.map(({ component, files }) => ({
      component,
      at: createdAt,
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    }));
  } catch {
    return [];
  }
}
