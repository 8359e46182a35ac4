import { createHash } from 'node:crypto';
import { lstat, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git } from './git.js';
import type { Change } from './readCheckout.js';

/** What differs between two commits, by path. */
export type TreeDifference = ReadonlyMap<
  string,
  { readonly before: string; readonly after: string; readonly wasSubmodule: boolean; readonly isGone: boolean }
>;

/** Reads what differs between two commits. `tree` is any git of their repository. */
export async function treeDifference(tree: Git, from: string, to: string): Promise<TreeDifference> {
  const { output } = await tree(['diff-tree', '-r', '-z', '--raw', '--no-abbrev', '--no-renames', from, to], { offline: true });
  const parts = output.split('\0');
  const found = new Map<string, { before: string; after: string; wasSubmodule: boolean; isGone: boolean }>();
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [mode, , before = '', after = '', status] = (parts[at] ?? '').split(' ');
    found.set(parts[at + 1] ?? '', { before, after, wasSubmodule: mode === ':160000', isGone: status === 'D' });
  }
  return found;
}

/**
 * Of the changes found in a work tree those that a move between the two commits, when it was interrupted, cannot have made: it leaves each file that differs
 * missing, empty, as before or as after, and does not touch others.
 */
export async function changesOfOthers(
  tree: Git,
  folder: string,
  changes: readonly Change[],
  difference: TreeDifference,
): Promise<Change[]> {
  const others: Change[] = [];
  for (const change of changes) if (!(await isOfMove(tree, folder, change, difference))) others.push(change);
  return others;
}

async function isOfMove(tree: Git, folder: string, { path, kind }: Change, difference: TreeDifference): Promise<boolean> {
  const between = difference.get(path.replace(/\/$/, ''));
  if (between === undefined) return false;
  if (kind === 'submodule') {
    const head = await tree(['-C', path, 'rev-parse', '--verify', '--quiet', 'HEAD'], { offline: true });
    return [between.before, between.after].includes(head.output.trim());
  }
  if (path.endsWith('/')) return between.wasSubmodule && between.isGone;
  const file = join(folder, path);
  const found = await lstat(file).catch(() => undefined);
  if (found === undefined || (found.isFile() && found.size === 0)) return true;
  if (found.isSymbolicLink()) {
    const id = idOfText(await readlink(file), between.after.length);
    return id === between.before || id === between.after;
  }
  if (!found.isFile()) return false;
  // With the conversions that git makes for this path.
  const hashed = await tree(['hash-object', '--', path], { offline: true });
  return hashed.status === 0 && [between.before, between.after].includes(hashed.output.trim());
}

function idOfText(text: string, digits: number): string {
  return createHash(digits === 64 ? 'sha256' : 'sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
}
