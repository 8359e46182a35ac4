import { join, resolve } from 'node:path';
import { assembleCatalog } from './assembleCatalog.js';
import { kinds } from './component.js';
import type { Catalog, Kind } from './component.js';
import { ManifestMemo } from './manifestMemo.js';
import { readComponentFolder } from './readComponentFolder.js';
import { lookAt, readFolder } from './readFiles.js';

export interface CatalogOptions {
  /** A file in which sound manifests are kept as they were read, for the next time. It belongs to one build of this package. */
  readonly memo?: string;
}

/** Reads all manifests below `platform/` and `application/` of a workspace. What is wrong with them stands in the catalog; never rejects. */
export async function loadCatalog(root: string, { memo }: CatalogOptions = {}): Promise<Catalog> {
  const workspace = resolve(root);
  const manifests = new ManifestMemo(memo);
  const readings = await Promise.all(
    kinds.flatMap((kind) => listFolders(workspace, kind).map((name) => readComponentFolder(workspace, kind, name, manifests))),
  );
  manifests.keep();
  const folders = readings.flatMap((reading) => (reading.kind === 'component' ? [reading.folder] : []));
  const strays = readings.flatMap((reading) => (reading.kind === 'stray' ? [reading.diagnostic] : []));
  return assembleCatalog(workspace, folders, strays);
}

function listFolders(workspace: string, kind: Kind): string[] {
  const parent = join(workspace, kind);
  const entries = readFolder(parent);
  if ('reason' in entries) return [];
  return entries
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .filter((entry) => entry.isDirectory() || (entry.isSymbolicLink() && lookAt(join(parent, entry.name))?.isDirectory()))
    .map(({ name }) => name)
    .sort();
}
