import { relative, join } from 'node:path';
import { environmentPaths, knownEnvironments } from '@dust-workspace/environment';
import { lockHolder } from '../../lock.js';
import type { DeadLock } from '../symptoms.js';

/** The locks of all environments whose holders died with them. */
export async function findDeadLocks(root: string): Promise<DeadLock[]> {
  const candidates = knownEnvironments(root).flatMap(({ name }) => {
    const { run, backup } = environmentPaths(root, name);
    return [
      { path: join(run, 'lock'), kind: 'environment' as const, environment: name },
      { path: join(backup, 'drill.lock'), kind: 'other' as const, environment: name },
    ];
  });
  const found = await Promise.all(
    candidates.map(async ({ path, kind, environment }): Promise<DeadLock[]> => {
      const holder = await lockHolder(path);
      return holder === undefined || holder.alive ? [] : [{ file: relative(root, path), environment, kind, holder }];
    }),
  );
  return found.flat();
}
