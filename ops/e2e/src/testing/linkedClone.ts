import { cp, mkdir, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { freshClone, type Clone } from './freshClone.js';
import { repository } from './workspace.js';

/** A clone of the repository as after `npm ci`: what others have made is shared, what is built here is its own. */
export async function linkedClone(): Promise<Clone> {
  const clone = await freshClone();
  const modules = join(clone.root, 'node_modules');
  await mkdir(join(modules, '@dust-workspace'), { recursive: true });
  for (const name of await readdir(join(repository, 'node_modules')))
    if (name !== '@dust-workspace' && name !== '.cache') await symlink(join(repository, 'node_modules', name), join(modules, name));
  for (const parent of ['localbin', 'platform', 'application', 'ops'])
    for (const child of await readdir(join(clone.root, parent))) await build(clone.root, join(parent, child), modules);
  return {
    ...clone,
    remove: () => rm(clone.root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

async function build(root: string, folder: string, modules: string): Promise<void> {
  const dist = join(repository, folder, 'dist');
  if (existsSync(dist)) await cp(dist, join(root, folder, 'dist'), { recursive: true });
  const own = join(repository, folder, 'node_modules');
  if (existsSync(own)) await symlink(own, join(root, folder, 'node_modules'));
  const manifest = await readFile(join(root, folder, 'package.json'), 'utf8').catch(() => undefined);
  if (manifest === undefined) return;
  const { name } = JSON.parse(manifest) as { name: string };
  await symlink(join(root, folder), join(modules, name));
}
