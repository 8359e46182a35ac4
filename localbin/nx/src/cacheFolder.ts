import { join } from 'node:path';

/** Where Nx keeps what it knows about a workspace (emptied by `nx reset`); undefined when it was told not to keep anything. */
export function cacheFolder(workspaceRoot: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (env.NX_CACHE_PROJECT_GRAPH === 'false') return undefined;
  return env.NX_WORKSPACE_DATA_DIRECTORY ?? join(workspaceRoot, '.nx', 'workspace-data');
}
