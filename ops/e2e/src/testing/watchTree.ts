import { readdirSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

/**
 * Calls `onChange` for every change in a folder and the folders below it, also in those that are made meanwhile, until the returned function is called.
 * Unlike `watch` with `recursive`, it does not mind folders that vanish while it looks. The insides of `data`, a database's, are left out.
 */
export function watchTree(folder: string, onChange: () => void): () => void {
  const watchers = new Map<string, FSWatcher>();
  const add = (path: string): void => {
    try {
      if (!watchers.has(path)) watchers.set(path, watcherOf(path));
      for (const entry of readdirSync(path, { withFileTypes: true }))
        if (entry.isDirectory() && entry.name !== 'data' && !watchers.has(join(path, entry.name))) add(join(path, entry.name));
    } catch {
      remove(path);
    }
  };
  const remove = (path: string): void => {
    watchers.get(path)?.close();
    watchers.delete(path);
  };
  const watcherOf = (path: string): FSWatcher =>
    watch(path, () => {
      onChange();
      add(path);
    }).on('error', () => remove(path));
  add(folder);
  return () => {
    for (const path of [...watchers.keys()]) remove(path);
  };
}
