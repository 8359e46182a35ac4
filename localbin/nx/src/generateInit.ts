import { planLayout, readSurroundings, readTemplates } from '@dust-workspace/lifecycle/add';
import type { Tree } from '@nx/devkit';
import { sayNext } from './sayNext.js';

/** `nx g @dust-workspace/nx:init`: the folders and settings that components live in, for any Nx workspace. Run again, it changes nothing. */
export default async function generateInit(tree: Tree): Promise<() => void> {
  const { projects, catalog } = await readSurroundings(tree.root);
  const read = (path: string): string | undefined => tree.read(path, 'utf8') ?? undefined;
  for (const { path, text } of planLayout({ read, projects }, readTemplates('init'))) tree.write(path, text);
  const first =
    catalog.components.size === 0
      ? ['nx g @dust-workspace/nx:component platform/redis --image redis:8 --data /data --port 6379 --profile starter']
      : [];
  return sayNext([...first, 'nx run workspace:bootstrap', 'nx run workspace:status']);
}
