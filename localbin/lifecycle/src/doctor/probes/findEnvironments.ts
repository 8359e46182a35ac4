import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '@dust-workspace/component';
import { environmentPaths, knownEnvironments } from '@dust-workspace/environment';
import { lockHolder } from '../../lock.js';
import { isThrowAway } from '../../backups/throwAway.js';
import type { EnvironmentsSeen } from '../symptoms.js';

/** The environments of which there is anything: those that have a folder, and those of which only data or checkouts are left. */
export async function findEnvironments({ root, components, disabled }: Catalog): Promise<EnvironmentsSeen> {
  const made = knownEnvironments(root).flatMap((environment) => (environment.made ? [environment.name] : []));
  const thrownAway = made.filter((name) => isThrowAway(root, name));
  const running = await Promise.all(thrownAway.map((name) => isDrilling(root, name)));
  const data = new Map<string, string[]>();
  for (const component of [...components.values(), ...disabled])
    for (const kind of ['volumes', 'checkout'])
      for (const name of await foldersIn(join(root, component.root, kind)))
        if (!made.includes(name)) data.set(name, [...(data.get(name) ?? []), `${component.root}/${kind}/${name}`]);
  return { made, thrownAway: thrownAway.filter((_, index) => running[index] === false), data };
}

/** Whether the drill that made a throw-away environment goes on. */
async function isDrilling(root: string, name: string): Promise<boolean> {
  const { backup } = environmentPaths(root, name.replace(/-drill$/, ''));
  return (await lockHolder(join(backup, 'drill.lock')))?.alive === true;
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith('.') ? [entry.name] : [])).sort();
}
