import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CreateNodesResultV2 } from '@nx/devkit';
import { workspaceTargets } from './workspaceTargets.js';

/** The folder of the project that stands for the workspace as a whole. What makes it a project, and names it, is its project.json or package.json. */
export const workspaceProject = 'ops/workspace';

/** The targets of that project, if it is among the project files that Nx has found. */
export function inferWorkspace(files: readonly string[], executor: string, root: string): CreateNodesResultV2 {
  const file =
    files.find((path) => path === `${workspaceProject}/project.json`) ?? files.find((path) => path === `${workspaceProject}/package.json`);
  if (file === undefined) return [];
  return [[file, { projects: { [workspaceProject]: { targets: workspaceTargets(executor, dswFrom(root)) } } }]];
}

/** As part of the workspace, or installed in it. */
function dswFrom(root: string): string | undefined {
  return ['localbin/bin/dsw', 'node_modules/.bin/dsw'].find((path) => existsSync(join(root, path)));
}
