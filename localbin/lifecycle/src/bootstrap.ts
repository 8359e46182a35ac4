import { fail, type Result } from '@dust-workspace/component';
import { checkHost } from './hostInit.js';
import type { RunOptions, RunReport } from './request.js';
import { openWorkspace, type OpenOptions } from './openWorkspace.js';
import type { Workspace } from './workspace.js';

export interface Bootstrapped {
  readonly workspace: Workspace;
  readonly report: RunReport;
}

/**
 * From a fresh clone to a running workspace: checks the host, makes `env/project.env` and the environment's configuration,
 * then prepares, starts and initialises the profile in dependency order. Running it again changes nothing.
 */
export async function bootstrap(open: OpenOptions, options: RunOptions): Promise<Result<Bootstrapped>> {
  const unfit = checkHost({ nodeVersion: process.versions.node, platform: process.platform });
  if (unfit.length > 0) return fail(...unfit);
  const opened = await openWorkspace(open);
  if (!opened.ok) return opened;
  const made = options.dryRun === true ? undefined : await opened.value.prepareProject();
  if (made !== undefined) options.emit({ kind: 'notice', message: `made ${made}` });
  // What project.env says counts from here on.
  const workspace = made === undefined ? opened : await openWorkspace(open);
  if (!workspace.ok) return workspace;
  const report = await workspace.value.run({ kind: 'word', word: 'bootstrap', names: [] }, options);
  return { ok: true, value: { workspace: workspace.value, report } };
}
