import { parsePolicy, planPrune, prune, takeInventory, type Policy, type PrunePlan, type Store } from '@dust-workspace/backup';
import { fail, machineOffset, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { whileLocked, type ConfigurationRun } from '../environments/configurationRun.js';
import type { Base, Deadlines } from '../session.js';
import { sweepAbandoned } from './backupRun.js';
import { openStore } from './openStore.js';
import { policySettings, type GivenRules } from './policySettings.js';

export interface PruneRequest {
  readonly rules: GivenRules;
  /** Ids of damaged sets that are to go as well. */
  readonly damaged: readonly string[];
  /** Whether anything is removed. Otherwise it is only planned. */
  readonly confirmed: boolean;
}

export interface PruneReport extends PrunePlan {
  readonly environment: string;
  /** Where the sets are kept, for people. */
  readonly store: string;
  /** Whether sets share what they have in common there, so that less becomes free than they are large. */
  readonly shares: boolean;
  readonly plannedAt: Date;
  readonly confirmed: boolean;
  /** What commands left behind that died, as far as it was removed now. */
  readonly swept: readonly string[];
  readonly strangers: readonly Diagnostic[];
}

/** Removes the sets that the policy does not keep, or says which ones it would. */
export async function pruneBackups(
  base: Base,
  deadlines: Deadlines,
  request: PruneRequest,
  run: ConfigurationRun,
): Promise<Result<PruneReport>> {
  const policy = parsePolicy(policySettings(base, request.rules));
  if (!policy.ok) return policy;
  const store = await openStore(base);
  if (!store.ok) return store;
  if (!request.confirmed) return planned(base, store.value, policy.value, request);
  return whileLocked(base, deadlines, run, async () => {
    const plan = await planned(base, store.value, policy.value, request);
    if (!plan.ok) return plan;
    if (run.signal.aborted) return fail(problem('interrupted', 'interrupted: nothing was removed'));
    const swept = await sweepAbandoned(store.value);
    if (!swept.ok) return swept;
    const removed = await prune(store.value, plan.value);
    return removed.ok ? ok({ ...plan.value, swept: swept.value }) : removed;
  });
}

async function planned(base: Base, store: Store, policy: Policy, { damaged, confirmed }: PruneRequest): Promise<Result<PruneReport>> {
  const inventory = await takeInventory(store);
  if (!inventory.ok) return inventory;
  const plannedAt = base.now();
  const plan = planPrune(policy, inventory.value, damaged, { now: plannedAt, offsetAt: machineOffset });
  if (!plan.ok) return plan;
  const { environment } = base.selection;
  const { description, compresses } = store;
  return ok({
    ...plan.value,
    environment,
    store: description,
    shares: compresses,
    plannedAt,
    confirmed,
    swept: [],
    strangers: inventory.value.strangers,
  });
}
