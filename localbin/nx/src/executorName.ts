import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * How targets refer to the executor of this package, whose module is `moduleUrl` (in its `dist/`).
 *
 * Nx looks for the sources of an executor that is addressed by the name of a workspace package, and loads the TypeScript compiler for
 * that, in every process (`tryResolveFromSource` in nx/src/config/schema-utils). Addressed by its path the same executor costs nothing.
 */
export function executorName(workspaceRoot: string, moduleUrl: string): string {
  const folder = fileURLToPath(new URL('..', moduleUrl)).slice(0, -1);
  const path = relative(realpathSync(workspaceRoot), folder).split(sep);
  return path[0] === '..' || path.includes('node_modules') ? '@dust-workspace/nx:run' : `./${path.join('/')}:run`;
}
