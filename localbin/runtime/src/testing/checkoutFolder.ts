import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckoutPlace } from '../checkout/checkout.js';
import { gitEnv } from './upstream.js';

/** A folder for repositories, a store and work trees, and places in it. */
export interface CheckoutFolder {
  readonly root: string;
  /** What was told as progress. */
  readonly progress: readonly string[];
  place(repository: string, commit: string, more?: Partial<CheckoutPlace>): CheckoutPlace;
  remove(): void;
}

export function checkoutFolder(): CheckoutFolder {
  // Spaces and quotes are in the paths of people, too.
  const root = mkdtempSync(join(tmpdir(), "dsw checkout's-"));
  const progress: string[] = [];
  return {
    root,
    progress,
    place: (repository, commit, more = {}) => ({
      repository,
      commit,
      folder: join(root, 'checkout/local'),
      store: join(root, 'checkout/.store'),
      own: false,
      processEnv: gitEnv(root),
      signal: new AbortController().signal,
      onProgress: (line) => void progress.push(line),
      ...more,
    }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Every file of a work tree but git's own: path to type, permissions and content. */
export function filesOf(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/(?:^|\/)\.git(?:\/|$)/.test(path.slice(folder.length)))
    .sort();
  return Object.fromEntries(entries.flatMap((path) => describeFile(path).map((text) => [path.slice(folder.length + 1), text])));
}

function describeFile(path: string): string[] {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return [`-> ${readlinkSync(path)}`];
  if (!found.isFile()) return [];
  return [`${(found.mode & 0o100) === 0 ? 'file' : 'program'} ${readFileSync(path, 'latin1')}`];
}
