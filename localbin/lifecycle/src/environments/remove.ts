import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { checkoutFolder, configurationFiles, environmentPaths, volumeFolder } from '@dust-workspace/environment';
import { checkoutsOf } from '../checkout/checkoutsOf.js';
import type { RunOptions } from '../request.js';
import { runRequest } from '../runRequest.js';
import type { Base, Deadlines } from '../session.js';
import { whileLocked } from './configurationRun.js';
import { abandonedPrefix, forgetEnvironment, removeFolder } from './forgetEnvironment.js';
import { findRunning } from './running.js';

export interface RemovedEnvironment {
  /** What was removed, for people; nothing when there was nothing. */
  readonly removed: readonly string[];
}

/**
 * Removes an environment in which nothing runs: data, configuration, logs and leases. Backups stay, and a copy of the configuration with them.
 * Killed half way, it goes on when it is run again.
 */
export async function removeEnvironment(base: Base, deadlines: Deadlines, options: RunOptions): Promise<Result<RemovedEnvironment>> {
  const { root } = base.catalog;
  const { environment } = base.selection;
  if (options.dryRun !== true) await sweepAbandoned(root);
  const removed = await removals(base);
  if (removed.length === 0) return ok({ removed });
  const idle = await refuseWhileRunning(base);
  if (!idle.ok) return idle;
  if (options.dryRun === true) return ok({ removed });
  if (!(await options.approve(removed))) return fail(notApproved(removed));
  const names = [...base.catalog.components.keys()];
  const purged = await runRequest(base, deadlines, { kind: 'word', word: 'purge', names }, { ...options, approve: async () => true });
  if (!purged.ok) return fail(...purged.diagnostics, ...purged.outcomes.flatMap(({ diagnostics }) => diagnostics));
  return whileLocked(base, deadlines, options, async () => {
    const still = await refuseWhileRunning(base);
    if (!still.ok) return still;
    for (const volume of orphanedVolumes(base)) await removeFolder(volume);
    await forgetEnvironment(base, environment);
    return ok({ removed });
  });
}

async function refuseWhileRunning(base: Base): Promise<Result<void>> {
  const { environment } = base.selection;
  const { running, unknown } = await findRunning(base);
  if (running.length > 0)
    return fail(
      problem(
        'environment-running',
        `${environment} is not removed while something runs in it: ${running.join(', ')}`,
        `dsw down --env ${environment} stops it.`,
      ),
    );
  // Without an engine that answers nobody knows, and containers cannot be removed.
  const doubtful = unknown.filter((name) => base.runtimes.volumes.has(name));
  if (doubtful.length === 0) return ok();
  return fail(
    problem(
      'environment-unknown',
      `it is not known whether something runs in ${environment}: ${doubtful.join(', ')}`,
      'Start the container engine.',
    ),
  );
}

/** What is there to be removed, for the person who is asked. */
async function removals(base: Base): Promise<string[]> {
  const { root, components } = base.catalog;
  const { environment } = base.selection;
  const paths = environmentPaths(root, environment);
  const volumes = [...components.values()].map(({ directory }) => volumeFolder(directory, environment));
  const checkouts = checkoutsOf(base.catalog)
    .map((name) => checkoutFolder(components.get(name)?.directory ?? '', environment))
    .filter((folder) => existsSync(folder));
  const data = [...volumes, ...orphanedVolumes(base)].filter((volume) => existsSync(volume));
  const configuration = (await configurationFiles(root, environment)).filter((file) => file.endsWith('.env'));
  return [
    ...data.map((volume) => `${relative(root, volume)}/ (data)`),
    ...checkouts.map((folder) => `${relative(root, folder)}/ (a checkout, unless it holds work of yours)`),
    ...configuration.map((file) => `${relative(root, join(paths.configuration, file))} (a copy is kept under env/backup/)`),
    ...(existsSync(paths.configuration) ? [`${relative(root, paths.configuration)}/ (logs, leased ports)`] : []),
  ];
}

/** Data of components whose manifests are broken now. */
function orphanedVolumes({ catalog, selection }: Base): string[] {
  const volumes = catalog.disabled.map(({ root }) => volumeFolder(join(catalog.root, root), selection.environment));
  return volumes.filter((volume) => existsSync(volume));
}

async function sweepAbandoned(root: string): Promise<void> {
  const folder = join(root, 'env');
  for (const name of await readdir(folder).catch(() => []))
    if (name.startsWith(abandonedPrefix)) await rm(join(folder, name), { recursive: true, force: true });
}

function notApproved(removed: readonly string[]): Diagnostic {
  const list = removed.map((line) => `    ${line}`).join('\n');
  return problem('not-approved', `this would remove:\n${list}\n  nothing was changed`, 'Run it with --yes to remove them.');
}
