import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '@dust-workspace/component';
import { stampFolder } from '../../hookStamp.js';

/** Milliseconds by which a file may be ahead: file systems elsewhere have clocks of their own. */
const tolerance = 120_000;

/** Files of the workspace's own that were changed later than now: configuration, stamps, logs, backups, manifests. Data are not looked into. */
export async function findFutureFiles({ root, components }: Catalog, now: Date): Promise<{ readonly file: string; readonly at: Date }[]> {
  const stamps = [...components.values()].map(async (component) => {
    const volumes = await readdir(join(component.directory, 'volumes')).catch((): string[] => []);
    const own = await namesIn(root, component.root, /^(?:component\.yaml|\.env.*)$/);
    const inVolumes = await Promise.all(volumes.map((name) => namesIn(root, join(component.root, 'volumes', name, stampFolder))));
    return [...own, ...inVolumes.flat()];
  });
  const files = await Promise.all([below(root, 'env', 5), ...stamps]);
  const found = await Promise.all(
    files.flat().map(async (file) => {
      const at = (await stat(join(root, file)).catch(() => undefined))?.mtime;
      return at !== undefined && at.getTime() > now.getTime() + tolerance ? [{ file, at }] : [];
    }),
  );
  return found.flat().sort((a, b) => b.at.getTime() - a.at.getTime());
}

async function namesIn(root: string, folder: string, pattern = /./): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isFile() && pattern.test(entry.name) ? [join(folder, entry.name)] : []));
}

async function below(root: string, folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map(async (entry) => {
      if (entry.isFile()) return [join(folder, entry.name)];
      return entry.isDirectory() && depth > 1 ? below(root, join(folder, entry.name), depth - 1) : [];
    }),
  );
  return found.flat();
}
