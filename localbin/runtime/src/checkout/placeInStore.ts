import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckoutPlace } from './checkout.js';
import { gitFor, storeGit } from './git.js';
import { remotesOf } from './store.js';

/**
 * The place of a work tree of a store, for whoever knows nothing but the folders: where it comes from is what the store says, and no commit is wanted.
 * Enough to look at it, and to remove it.
 */
export async function placeInStore(
  world: Pick<CheckoutPlace, 'store' | 'folder' | 'processEnv' | 'signal' | 'onProgress'>,
): Promise<CheckoutPlace> {
  // A store that was never filled has no work trees either.
  const place = { ...world, repository: world.store, commit: '', own: false };
  if (!existsSync(join(world.store, 'config'))) return place;
  const remotes = await remotesOf(storeGit(gitFor(place), place));
  const [repository = world.store] = [remotes.get('origin'), ...remotes.values()].filter((url) => url !== undefined);
  return { ...place, repository };
}
