import { existsSync, readFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Result } from '@dust-workspace/component';
import { fail, ok, problem } from '@dust-workspace/component';
import { sha256 } from '../checksum.js';
import { syncFolder } from '../durable.js';
import type { SetStamps, StampChange } from '../setStamps.js';
import { damagedStamps, noStamps, withStamp } from '../setStamps.js';
import { stampingName } from './localNames.js';
import { isStampFile } from './stampFile.js';

/** The file beside a manifest that says what was learnt of the set. */
export const stampsName = 'stamps.json';

/** Synchronous, since `status` and lists ask it of every set. Damaged ones prove nothing, and keep the set. */
export function readLocalStamps(setsFolder: string, id: string): SetStamps {
  const file = join(setsFolder, id, stampsName);
  // To look is cheaper than to fail, and most sets have none.
  if (!existsSync(file)) return noStamps;
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (!isStampFile(found)) return damagedStamps;
    const { sha256: sum, ...stamps } = found;
    return sum === undefined || sum === sumOf(stamps) ? stamps : damagedStamps;
  } catch {
    return damagedStamps;
  }
}

function sumOf({ verified, drilled, pinned }: SetStamps): string {
  return sha256(JSON.stringify({ verified, drilled, pinned }));
}

/**
 * Adds a stamp. The new file is written aside and renamed; as only one process at a time can make it, no change of another is lost. Where it
 * does not go away, whoever made it is dead.
 */
export async function writeLocalStamps(setsFolder: string, id: string, change: StampChange): Promise<Result<void>> {
  try {
    // A sweep may take the new file for one that was left behind.
    for (let tries = 1; !(await addStamp(setsFolder, id, change)); tries++) if (tries === 3) throw new Error('it was taken away each time');
    await syncFolder(join(setsFolder, id));
    return ok();
  } catch (error) {
    return fail(problem('stamp-failed', `what was learnt of the set ${id} could not be written down: ${(error as Error).message}`));
  }
}

async function addStamp(setsFolder: string, id: string, change: StampChange): Promise<boolean> {
  const aside = join(setsFolder, stampingName(id));
  const handle = await openAlone(aside);
  let isOurs = true;
  try {
    const stamps = withStamp(readLocalStamps(setsFolder, id), change);
    await handle.writeFile(`${JSON.stringify({ ...stamps, sha256: sumOf(stamps) }, null, 2)}\n`);
    await handle.sync();
    await rename(aside, join(setsFolder, id, stampsName));
    isOurs = false;
    return true;
  } catch (error) {
    if (!existsSync(aside) && existsSync(join(setsFolder, id))) return false;
    throw error;
  } finally {
    await handle.close();
    if (isOurs) await rm(aside, { force: true });
  }
}

async function openAlone(path: string): Promise<FileHandle> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await open(path, 'wx', 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (attempt % 200 === 0) await rm(path, { force: true });
    else await setTimeout(10);
  }
}
