import { readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMapping } from '@dust-workspace/component';
import { sha256 } from '../checksum.js';
import type { SetStamps } from '../setStamps.js';
import { isStampFile } from './stampFile.js';
import type { StoredManifest } from './store.js';

/** What is known of a repository without asking it: the sets at the last look, the newest first. */
export interface KnownSet {
  readonly id: string;
  readonly checksum: string;
  /** Whose files are in it, if nothing else. */
  readonly components: readonly string[];
  readonly stamps: SetStamps;
}

/**
 * Manifests and an index of sets, so that what never changes is fetched once and `status` need not wait for a repository. Manifests are called by
 * their checksums. Nothing here is needed: what is missing or damaged is fetched again, and what cannot be written is not kept.
 */
export class ResticCache {
  private readonly manifests: string;

  constructor(
    private readonly folder: string,
    private readonly random: () => string,
  ) {
    this.manifests = join(folder, 'manifests');
  }

  manifest(checksum: string): Buffer | undefined {
    return readManifest(this.folder, checksum);
  }

  index(): readonly KnownSet[] {
    return readKnownSets(this.folder);
  }

  async keepManifest({ content, checksum }: StoredManifest): Promise<void> {
    const name = hexOf(checksum);
    if (name === sha256(content)) await this.write(join(this.manifests, name), content);
  }

  /** Replaces the index, and removes the manifests of sets that are gone. */
  async keepIndex(sets: readonly KnownSet[]): Promise<void> {
    await this.write(join(this.folder, indexName), `${JSON.stringify(sets)}\n`);
    const current = new Set(sets.map(({ checksum }) => hexOf(checksum)));
    const names = await readdir(this.manifests).catch(() => []);
    for (const name of names.filter((one) => /^[0-9a-f]{64}$/.test(one) && !current.has(one)))
      await rm(join(this.manifests, name), { force: true }).catch(() => undefined);
  }

  /** Whole or not at all. */
  private async write(path: string, content: Buffer | string): Promise<void> {
    const aside = `${path}.${this.random()}`;
    try {
      await mkdir(this.manifests, { recursive: true, mode: 0o700 });
      await writeFile(aside, content, { mode: 0o600, flag: 'wx' });
      await rename(aside, path);
    } catch {
      await rm(aside, { force: true }).catch(() => undefined);
    }
  }
}

/** Synchronous, for `status`. */
export function readKnownSets(folder: string): readonly KnownSet[] {
  try {
    const found: unknown = JSON.parse(readFileSync(join(folder, indexName), 'utf8'));
    return Array.isArray(found) && found.every(isKnownSet) ? found : [];
  } catch {
    return [];
  }
}

/** Synchronous, for `status`. What does not match its name is not there. */
export function readManifest(folder: string, checksum: string): Buffer | undefined {
  const name = hexOf(checksum);
  if (name === undefined) return undefined;
  try {
    const content = readFileSync(join(folder, 'manifests', name));
    return sha256(content) === name ? content : undefined;
  } catch {
    return undefined;
  }
}

const indexName = 'index.json';

function isKnownSet(value: unknown): value is KnownSet {
  if (!isMapping(value)) return false;
  const { id, checksum, components, stamps, ...others } = value;
  const isListed = Array.isArray(components) && components.every((name) => typeof name === 'string');
  const isOnly = Object.keys(others).length === 0 && isStampFile(stamps) && stamps.sha256 === undefined;
  return typeof id === 'string' && typeof checksum === 'string' && isListed && isOnly;
}

function hexOf(checksum: string): string | undefined {
  return /^([0-9a-f]{64}) /.exec(checksum)?.[1];
}
