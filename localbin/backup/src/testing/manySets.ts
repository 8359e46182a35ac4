import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SetManifest } from '../setManifest.js';
import type { SetStamps } from '../setStamps.js';

export interface ManySets {
  readonly count: number;
  /** When the newest was made. */
  readonly newest: Date;
  /** Milliseconds between two of them. */
  readonly apart: number;
  readonly components?: readonly string[];
  readonly workspace?: string;
  readonly environment?: string;
  /** What is known of the set at an index, which counts from the newest. */
  readonly stamps?: (index: number) => Partial<SetStamps> | undefined;
  /** Whether the set at an index is complete. They are by default. */
  readonly complete?: (index: number) => boolean;
}

/**
 * Sets as a backup writes them, with one small file for each component, in a folder `env/backup/<environment>/sets`: hundreds in a second. Returns
 * their ids, the newest first.
 */
export function writeManySets(setsFolder: string, options: ManySets): string[] {
  return Array.from({ length: options.count }, (_, index) => writeSet(setsFolder, index, options));
}

function writeSet(setsFolder: string, index: number, options: ManySets): string {
  const { newest, apart, stamps, complete = () => true } = options;
  const createdAt = new Date(newest.getTime() - index * apart).toISOString();
  const id = `${createdAt.slice(0, 19).replace(/[-:]/g, '')}Z-${(36 ** 3 + (index % 1_000)).toString(36)}`;
  const manifest = manifestOf(id, createdAt, complete(index), options);
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const files: Record<string, string> = {
    'manifest.json': text,
    'manifest.json.sha256': `${sha256(text)}  manifest.json\n`,
    ...Object.fromEntries(manifest.snapshots.flatMap(({ component, files: own }) => own.map(({ path }) => [path, contentOf(component)]))),
  };
  const known = stamps?.(index);
  if (known !== undefined) files['stamps.json'] = `${JSON.stringify({ verified: {}, drilled: {}, pinned: null, ...known }, null, 2)}\n`;
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(setsFolder, id, path)), { recursive: true, mode: 0o700 });
    writeFileSync(join(setsFolder, id, path), content, { mode: 0o600 });
  }
  return id;
}

function manifestOf(
  id: string,
  createdAt: string,
  complete: boolean,
  { components = ['store'], workspace = 'dust', environment = 'local' }: ManySets,
): SetManifest {
  return {
    formatVersion: 2,
    id,
    createdAt,
    finishedAt: createdAt,
    workspace,
    environment,
    commit: null,
    complete,
    failures: complete ? [] : [{ component: 'search', reason: 'backup.sh exited with 9' }],
    consistency: { kind: 'component' },
    order: [...components],
    plan: components.map((component) => ({ id: `${component}:backup`, verb: 'backup', component, cause: 'requested', after: [] })),
    environmentFiles: [],
    snapshots: components.map((component) => {
      const content = contentOf(component);
      const sums = { bytes: content.length, sha256: sha256(content), contentBytes: content.length, contentSha256: sha256(content) };
      const file = { name: 'archive', path: `${component}/archive`, compression: 'none' as const, ...sums };
      return { component, method: 'hook', runtime: 'process', files: [file], notes: [], startedAt: createdAt, finishedAt: createdAt };
    }),
  };
}

function contentOf(component: string): string {
  return `the data of ${component}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
