import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { Dirent, Stats } from 'node:fs';

/** Why something on disk cannot be read, as a clause for people: `permission denied`. */
export interface Unreadable {
  readonly reason: string;
}

/**
 * The text of a file that is there. Pipes and devices, which could block for ever, are refused.
 * These functions are synchronous: for small files that takes a third of the time.
 */
export function readText(path: string, largest = Infinity): string | Unreadable | { readonly tooLarge: number } {
  return attempt(() => {
    const found = statSync(path);
    if (!found.isFile()) return { reason: 'it is not a file' };
    return found.size > largest ? { tooLarge: found.size } : readFileSync(path, 'utf8');
  });
}

export function readFolder(path: string): Dirent[] | Unreadable {
  return attempt(() => readdirSync(path, { withFileTypes: true }));
}

/** What a path leads to, symbolic links followed; nothing where it leads nowhere. */
export function lookAt(path: string): Stats | undefined {
  const found = attempt(() => statSync(path));
  return 'reason' in found ? undefined : found;
}

function attempt<T>(read: () => T): T | Unreadable {
  try {
    return read();
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ENOENT':
      return 'it is not there, or a symbolic link to nothing';
    case 'ELOOP':
      return 'it is a symbolic link to itself';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
