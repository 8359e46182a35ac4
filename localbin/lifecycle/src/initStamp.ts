import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Component } from '@dust-workspace/component';
import { writeAtomically } from '@dust-workspace/environment';

/** Folder inside a volume that holds our stamps; all else in a volume is the component's. */
export const stampFolder = '.dsw';

const stampName = 'initialised.json';

/**
 * Whether the data in `volume` were initialised by the hook and the `config/` that the component has now.
 * The stamp lies inside the volume, so it goes where the data go: removed with them, copied and restored with them.
 */
export async function isInitialised(component: Component, volume: string): Promise<boolean> {
  let stamp: unknown;
  try {
    stamp = JSON.parse(await readFile(join(volume, stampFolder, stampName), 'utf8'));
  } catch {
    return false;
  }
  return typeof stamp === 'object' && stamp !== null && 'hash' in stamp && stamp.hash === (await hashOfInit(component));
}

export async function stampInitialised(component: Component, volume: string, now: Date): Promise<void> {
  const stamp = { hash: await hashOfInit(component), at: now.toISOString() };
  await writeAtomically(join(volume, stampFolder, stampName), `${JSON.stringify(stamp)}\n`);
}

/** The stamp as text, to travel with a backup. */
export async function readInitStamp(volume: string): Promise<string | undefined> {
  return readFile(join(volume, stampFolder, stampName), 'utf8').catch(() => undefined);
}

/** Puts a stamp back that travelled with a backup. */
export async function writeInitStamp(volume: string, stamp: string): Promise<void> {
  await writeAtomically(join(volume, stampFolder, stampName), stamp);
}

/** Hash over the hook's code (the built package, or `scripts/init.sh`) and the files of `config/`. */
async function hashOfInit(component: Component): Promise<string> {
  const hash = createHash('sha256');
  const sources = [component.hooks.scripts.init, ...(await codeOf(component)), ...(await filesBelow(join(component.directory, 'config')))];
  for (const file of sources.filter((source) => source !== undefined)) {
    hash.update(`${relative(component.directory, file)}\0`);
    hash.update(await readFile(file).catch(() => ''));
  }
  return hash.digest('hex');
}

async function codeOf(component: Component): Promise<string[]> {
  const { module } = component.hooks;
  return module === undefined ? [] : (await filesBelow(dirname(module))).filter((file) => file.endsWith('.js'));
}

async function filesBelow(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    return [];
  }
}
