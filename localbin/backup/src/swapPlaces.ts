import { lstatSync, readlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** The names that a restore uses beside a volume, on the same file system. */
export interface SwapPlaces {
  readonly volume: string;
  readonly aside: string;
  readonly replaced: string;
  readonly parent: string;
  /** A name for what is about to be deleted; `number` tells several of them apart. */
  trash(number: number): string;
  /** Whether an entry of `parent` is such a name. */
  isTrash(name: string): boolean;
}

/** A volume that is a symbolic link stands where it points to, and so does everything beside it. */
export function swapPlaces(volume: string): SwapPlaces {
  const real = linkTarget(volume, 40);
  const parent = dirname(real);
  const environment = basename(real);
  const trashPrefix = `.deleting-${environment}.`;
  return {
    volume: real,
    aside: join(parent, `.restoring-${environment}`),
    replaced: join(parent, `.replaced-${environment}`),
    parent,
    trash: (number) => join(parent, `${trashPrefix}${number}`),
    isTrash: (name) => name.startsWith(trashPrefix) && /^\d+$/.test(name.slice(trashPrefix.length)),
  };
}

/** Unlike `realpath` also where the target does not exist, as in the middle of a swap. */
function linkTarget(path: string, hops: number): string {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isSymbolicLink() !== true || hops === 0) return path;
  return linkTarget(resolve(dirname(path), readlinkSync(path)), hops - 1);
}
