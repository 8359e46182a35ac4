import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { backUpConfiguration, environmentPaths, PortRegistry, releasePorts } from '@dust-workspace/environment';
import type { Base } from '../session.js';

/** Removes the folder of an environment: configuration, of which a copy is kept, logs and leases. The caller has its lock, which goes along. */
export async function forgetEnvironment(
  { catalog: { root }, processEnv, now }: Pick<Base, 'processEnv' | 'now'> & { readonly catalog: Pick<Base['catalog'], 'root'> },
  environment: string,
): Promise<void> {
  await backUpConfiguration(root, environment, now());
  await releasePorts(await PortRegistry.open({ processEnv }), { workspace: root, environment });
  await removeFolder(environmentPaths(root, environment).configuration, join(root, 'env'));
}

/** Out of the way first, so that a kill leaves no half of it under its own name. */
export async function removeFolder(folder: string, aside: string = join(folder, '..')): Promise<void> {
  if (!existsSync(folder)) return;
  const draft = join(aside, `${abandonedPrefix}${randomInt(1_000_000_000)}`);
  await rename(folder, draft);
  await rm(draft, { recursive: true, force: true });
}

/** How the names begin of what a killed removal left in `env/`. */
export const abandonedPrefix = '.removing-';
