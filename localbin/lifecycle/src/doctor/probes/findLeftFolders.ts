import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { environmentPaths } from '@dust-workspace/environment';
import type { Base } from '../../session.js';
import { findStrays } from '../../strays.js';
import type { LeftFolder } from '../symptoms.js';

/** Folders that somebody was removing, and run folders of this environment of what is no component now and does not run. */
export async function findLeftFolders(base: Base): Promise<LeftFolder[]> {
  const { root, components, disabled } = base.catalog;
  const named = (folder: string, pattern: RegExp): Promise<string[]> =>
    readdir(folder).then(
      (names) => names.filter((name) => pattern.test(name)).map((name) => relative(root, join(folder, name))),
      () => [],
    );
  const volumes = [...components.values(), ...disabled].map((component) => join(root, component.root, 'volumes'));
  const removals = await Promise.all([
    named(join(root, 'env'), /^\.removing-\d+$/),
    ...volumes.map((folder) => named(folder, /^\.deleting-.+\.\d+$/)),
  ]);
  const run = await runFolders(base);
  return [
    ...removals.flat().map((folder) => ({ folder, kind: 'removal' as const })),
    ...run.map((folder) => ({ folder, kind: 'run' as const })),
  ];
}

async function runFolders(base: Base): Promise<string[]> {
  const { catalog, selection } = base;
  const { run } = environmentPaths(catalog.root, selection.environment);
  const known = new Set([...catalog.components.keys(), ...catalog.disabled.map(({ name }) => name)]);
  const entries = await readdir(run, { withFileTypes: true }).catch(() => []);
  const gone = entries.flatMap((entry) => (entry.isDirectory() && !known.has(entry.name) ? [entry.name] : []));
  if (gone.length === 0) return [];
  const alive = (await findStrays(base)).map(({ instance }) => instance.component.name);
  return gone.filter((name) => !alive.includes(name)).map((name) => relative(catalog.root, join(run, name)));
}
