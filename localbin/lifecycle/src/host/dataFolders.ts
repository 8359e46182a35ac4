import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkEnvironmentName, volumeFolder } from '@dust-workspace/environment';
import { stampFolder } from '../hookStamp.js';
import { readVolumeStamp } from '../volumeStamp.js';
import { namesIn, type ComponentFolderFound } from './componentFolders.js';

/** Where the data of a component in an environment are, or what a restore or a removal that was killed has left of them. */
export interface DataFolder {
  readonly component: string;
  readonly environment: string;
  /** Absolute path of the volume. */
  readonly volume: string;
  /** Whether a container may have it. */
  readonly byContainers: boolean;
}

/** The volumes that carry our stamp, and those of environments that are known. Other folders beside them are nobody's business. */
export function dataFolders(components: readonly ComponentFolderFound[], known: ReadonlySet<string>): DataFolder[] {
  return components.flatMap(({ name: component, directory }) => {
    const parent = join(directory, 'volumes');
    const environments = new Set(namesIn(parent).flatMap((name) => environmentOf(parent, name, known) ?? []));
    return [...environments].map((environment) => {
      const volume = volumeFolder(directory, environment);
      return { component, environment, volume, byContainers: readVolumeStamp(volume)?.runtime === 'compose' };
    });
  });
}

function environmentOf(parent: string, name: string, known: ReadonlySet<string>): string | undefined {
  const [, left, environment = name] = /^\.(deleting|restoring|replaced)-([^.]+)(?:\.\d+)?$/.exec(name) ?? [];
  if (!checkEnvironmentName(environment).ok) return undefined;
  if (left === undefined && !isFolder(join(parent, name))) return undefined;
  return left !== undefined || known.has(environment) || existsSync(join(parent, name, stampFolder)) ? environment : undefined;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
