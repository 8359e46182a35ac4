import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '@dust-workspace/environment';
import type { Instance } from '@dust-workspace/runtime';
import { hashHook } from './hookSources.js';

/** Folder inside a volume that holds our stamps; all else in a volume is the component's. */
export const stampFolder = '.dsw';

const stampNames = { init: 'initialised.json', prep: 'built.json' } as const;

/** The hooks whose work is recorded: it is done again when the hook or what it depends on has changed. */
export type StampedHook = keyof typeof stampNames;

/**
 * Whether a hook has done its work for the volume as it is now: with this code, this `config/`, these inputs. The stamp lies inside the volume, so it goes
 * where the data go: removed with them, copied and restored with them.
 */
export async function isDone(hook: StampedHook, instance: Instance): Promise<boolean> {
  const stamp = await readStamp(hook, instance.volume);
  return stamp !== undefined && stamp === (await hashOf(hook, instance));
}

/** The hash that `stampDone` records. Taken before a hook runs, it tells what changes meanwhile. */
export function hashOf(hook: StampedHook, instance: Instance): Promise<string> {
  const { prep, init } = instance.component.manifest;
  const inputs = hook === 'prep' ? prep : init;
  return hashHook(instance, hook, inputs ?? { files: [], variables: [] });
}

export async function stampDone(hook: StampedHook, volume: string, hash: string, now: Date): Promise<void> {
  await writeAtomically(join(volume, stampFolder, stampNames[hook]), `${JSON.stringify({ hash, at: now.toISOString() })}\n`);
}

/** Has the hook do its work again. */
export async function forgetDone(hook: StampedHook, volume: string): Promise<void> {
  await rm(join(volume, stampFolder, stampNames[hook]), { force: true });
}

/** Whether a volume has the stamp of any hook. */
export function hasHookStamps(volume: string): boolean {
  return Object.values(stampNames).some((name) => existsSync(join(volume, stampFolder, name)));
}

/** Whether the hook has ever done its work for the volume. */
export async function wasDone(hook: StampedHook, volume: string): Promise<boolean> {
  return (await readStamp(hook, volume)) !== undefined;
}

/** The stamp of init as text, to travel with a backup. */
export async function readInitStamp(volume: string): Promise<string | undefined> {
  return readFile(join(volume, stampFolder, stampNames.init), 'utf8').catch(() => undefined);
}

/** Puts a stamp back that travelled with a backup. */
export async function writeInitStamp(volume: string, stamp: string): Promise<void> {
  await writeAtomically(join(volume, stampFolder, stampNames.init), stamp);
}

async function readStamp(hook: StampedHook, volume: string): Promise<string | undefined> {
  try {
    const stamp = JSON.parse(await readFile(join(volume, stampFolder, stampNames[hook]), 'utf8')) as unknown;
    return typeof stamp === 'object' && stamp !== null && 'hash' in stamp && typeof stamp.hash === 'string' ? stamp.hash : undefined;
  } catch {
    return undefined;
  }
}
