import { ok, type Result } from '@dust-workspace/component';
import type { Store } from '../stores/store.js';
import { removalsOf, type PrunePlan } from './planPrune.js';

/**
 * Carries a plan out and returns the ids of what was removed, the oldest first. Nobody else may write to the store meanwhile. Killed at any point,
 * what is left of the plan is planned again by the next prune; what was half removed is no set any more, and a sweep takes it away.
 */
export async function prune(store: Store, plan: PrunePlan): Promise<Result<readonly string[]>> {
  const ids = removalsOf(plan);
  const removed = ids.length === 0 ? ok() : await store.remove(ids);
  return removed.ok ? ok(ids) : removed;
}
