import { watch, type FSWatcher } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Sees that something happens in the run folder of an environment. */
export interface RunFolder {
  close(): void;
}

/**
 * Calls `onChange` when a command takes or releases the lock of the environment, or a component is started or stopped: files come and go then, in the
 * folder itself or in that of a component. What is written into files, such as logs, is not looked at. While the folder is not there, its parents are
 * watched. Where the system refuses to watch, nothing is called.
 */
export function watchRunFolder(folder: string, onChange: () => void): RunFolder {
  const watchers = new Map<string, FSWatcher>();
  let closed = false;

  /** Returns whether it is watched now. */
  function observe(path: string): boolean {
    try {
      const watcher = watch(path, { persistent: false }, (event, name) => {
        if (event !== 'rename' || isLog(name)) return;
        onChange();
        void settle();
      });
      watcher.on('error', () => {
        forget(path);
      });
      watchers.set(path, watcher);
      return true;
    } catch {
      return false;
    }
  }

  function forget(path: string): void {
    watchers.get(path)?.close();
    watchers.delete(path);
  }

  /** Watches the folders that are there now, and no others. What came before they were watched is found by looking again. */
  async function settle(): Promise<void> {
    for (let changed = true; changed;) {
      const wanted = await foldersToWatch(folder);
      if (closed) return;
      for (const path of [...watchers.keys()]) if (!wanted.includes(path)) forget(path);
      changed = wanted.filter((path) => !watchers.has(path) && observe(path)).length > 0;
    }
  }

  void settle();
  return {
    close() {
      closed = true;
      for (const path of [...watchers.keys()]) forget(path);
    },
  };
}

async function foldersToWatch(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [dirname(folder), dirname(dirname(folder))];
  return [folder, ...entries.flatMap((entry) => (entry.isDirectory() ? [join(folder, entry.name)] : []))];
}

/** Logs are rotated whenever they have become long. */
function isLog(name: string | null): boolean {
  return name?.includes('.log') ?? false;
}
