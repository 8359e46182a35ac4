import { ok, type Result } from '@dust-workspace/component';
import {
  environmentPaths,
  knownEnvironments,
  leasedRanges,
  readLeases,
  selectEnvironment,
  type KnownEnvironment,
  type PortRange,
} from '@dust-workspace/environment';
import { openWorkspace, type OpenOptions } from '../openWorkspace.js';
import type { Running } from './running.js';

export interface ListedEnvironment extends KnownEnvironment {
  /** Whether commands act on it when nothing else is said. */
  readonly current: boolean;
  readonly ports: readonly PortRange[];
  readonly activity: Running;
}

/** Every environment of which there is anything, with what runs in it. Settings that make no sense do not keep it from being listed. */
export async function listEnvironments(open: OpenOptions): Promise<Result<readonly ListedEnvironment[]>> {
  const { root, processEnv } = open;
  const selected = await selectEnvironment({ root, processEnv, requested: open.environment, requestedRuntime: open.runtime });
  const current = selected.ok ? selected.value.environment : undefined;
  const known = knownEnvironments(root);
  const all = current === undefined || known.some(({ name }) => name === current) ? known : [...known, unmade(current)];
  return ok(
    await Promise.all(
      all.map(async (environment) => ({
        ...environment,
        current: environment.name === current,
        ports: leasedRanges(await readLeases(environmentPaths(root, environment.name).ports)),
        activity: await activityOf(environment, open),
      })),
    ),
  );
}

/** Nothing ran where nothing was made. */
async function activityOf({ name, made }: KnownEnvironment, open: OpenOptions): Promise<Running> {
  if (!made) return { running: [], unknown: [] };
  const opened = await openWorkspace({ ...open, environment: name });
  return opened.ok ? opened.value.running() : { running: [], unknown: [] };
}

function unmade(name: string): KnownEnvironment {
  return { name, template: false, made: false, prepared: [], backups: { sets: 0, configurations: 0 } };
}
