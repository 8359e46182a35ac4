import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { kinds, namePattern } from '@dust-workspace/component';

/** A folder in which a component is, or was: nothing in it has to be sound. */
export interface ComponentFolderFound {
  readonly name: string;
  /** Absolute. */
  readonly directory: string;
}

export function componentFolders(root: string): ComponentFolderFound[] {
  return kinds.flatMap((kind) =>
    namesIn(join(root, kind))
      .filter((name) => namePattern.test(name))
      .map((name) => ({ name, directory: join(root, kind, name) })),
  );
}

/** The folders in a folder. Sorted; those that may not be read are none. */
export function foldersIn(folder: string): string[] {
  return namesIn(folder).filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() === true);
}

/** Whether a folder has nothing in it. A link to one does not count: that is somebody's choice. */
export function isEmpty(folder: string): boolean {
  try {
    return lstatSync(folder).isDirectory() && readdirSync(folder).length === 0;
  } catch {
    return false;
  }
}

/** Nothing there, and nothing that may be read, is no names. Sorted. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
