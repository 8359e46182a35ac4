import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ok, type Result } from '@dust-workspace/component';
import { isAlive } from './isAlive.js';

/** Replaces a file in one step, so that no reader and no crash ever meets half of it. Mode 0600, folders 0700. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  await replaceAtomically(path, text, async () => ok());
}

/** As `writeAtomically`, once `check` has looked at what was written aside and agrees; otherwise nothing is changed. */
export async function replaceAtomically(
  path: string,
  text: string,
  check: (aside: string) => Promise<Result<void>>,
): Promise<Result<void>> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const aside = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    const file = await open(aside, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    const checked = await check(aside);
    if (!checked.ok) {
      await rm(aside, { force: true });
      return checked;
    }
    await rename(aside, path);
    await sweepAbandoned(path);
    return checked;
  } catch (error) {
    await rm(aside, { force: true });
    // Errors of writing, unlike those of opening, do not say where.
    throw Object.assign(error as Error, { path });
  }
}

/** Removes what was written aside for `path` by somebody who was killed before the rename. */
export function sweepAbandoned(path: string): Promise<void> {
  return sweep(dirname(path), `${basename(path)}.`);
}

/** The same for every file of a folder. */
export function sweepFolder(folder: string): Promise<void> {
  return sweep(folder, '');
}

async function sweep(folder: string, prefix: string): Promise<void> {
  for (const name of await readdir(folder).catch((): string[] => [])) {
    const writer = name.startsWith(prefix) ? /(?:^|\.)(\d+)-[0-9a-f]{8}\.tmp$/.exec(name.slice(prefix.length))?.[1] : undefined;
    if (writer !== undefined && !isAlive(Number(writer))) await rm(join(folder, name), { force: true });
  }
}
