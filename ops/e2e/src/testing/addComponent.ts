import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { repository, type Workspace } from './workspace.js';

/** Puts a component of the repository, as it is and with the code of its hooks, into a workspace. Its data are those of the workspace. */
export async function addComponent(workspace: Workspace, name: 'redis' | 'timescale'): Promise<void> {
  for (const part of ['component.yaml', 'package.json', 'compose', 'config', 'dist', 'scripts'])
    await cp(join(repository, 'platform', name, part), workspace.path('platform', name, part), { recursive: true });
  const shared = 'localbin/postgresql/scripts';
  await cp(join(repository, shared), workspace.path(shared), { recursive: true });
}

/** The images that this run is told to use, as lines of `env/project.env`. */
export const chosenImages = ['REDIS_IMAGE', 'TIMESCALE_IMAGE']
  .flatMap((name) => (process.env[name] === undefined ? [] : [`${name}=${process.env[name]}\n`]))
  .join('');
