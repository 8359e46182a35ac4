import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from './manifest.js';
import { isMapping } from './mapping.js';
import { soundManifest } from './parsedManifest.js';
import type { ParsedManifest } from './parsedManifest.js';

interface Kept {
  readonly text: string;
  readonly manifest: Manifest;
  readonly keys: readonly string[];
}

/**
 * Reads manifests as `parseManifest` does, and keeps those that are sound in a file: to load the schema takes longer than most commands do. What is
 * kept counts for the very same text only. The file must belong to the build that reads it, since nothing in it is checked.
 */
export class ManifestMemo {
  readonly #known: ReadonlyMap<string, Kept>;
  readonly #met = new Map<string, Kept>();

  constructor(private readonly file: string | undefined) {
    this.#known = readKept(file);
  }

  async parse(text: string, file: string): Promise<ParsedManifest> {
    const known = this.#known.get(file);
    if (known?.text === text) {
      this.#met.set(file, known);
      return soundManifest(text, file, known.manifest, known.keys);
    }
    const { parseManifest } = await import('./parseManifest.js');
    const parsed = parseManifest(text, file);
    const { manifest, keys = [] } = parsed;
    if (manifest !== undefined && isDeepStrictEqual(JSON.parse(JSON.stringify(manifest)), manifest))
      this.#met.set(file, { text, manifest, keys: [...keys] });
    return parsed;
  }

  /** Keeps what was met, and nothing else. Where nothing can be written, everything is read anew each time. */
  keep(): void {
    if (this.file === undefined || isSame(this.#known, this.#met)) return;
    const aside = `${this.file}.${process.pid}`;
    try {
      writeFileSync(aside, JSON.stringify(Object.fromEntries(this.#met)));
      renameSync(aside, this.file);
    } catch {
      // Slower, and no less right.
    }
  }
}

function readKept(file: string | undefined): ReadonlyMap<string, Kept> {
  if (file === undefined) return new Map();
  try {
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isMapping(kept) ? new Map(Object.entries(kept) as [string, Kept][]) : new Map();
  } catch {
    return new Map();
  }
}

function isSame(known: ReadonlyMap<string, Kept>, met: ReadonlyMap<string, Kept>): boolean {
  return known.size === met.size && [...met].every(([file, kept]) => known.get(file) === kept);
}
