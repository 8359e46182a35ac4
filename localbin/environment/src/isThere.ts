import { lstatSync } from 'node:fs';

/** Also a link that leads nowhere is there. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
