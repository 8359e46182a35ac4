import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import type { RuleContext } from './applyRules.js';
import type { Inventory, InventorySet, UnreadableSet } from './inventory.js';
import { keepSets, type Verdict } from './keepSets.js';
import { isEmptyPolicy, type Policy } from './policy.js';
import { policyKeys, policyVariable } from './parsePolicy.js';

/** What a prune keeps and removes, and why. */
export interface PrunePlan {
  readonly policy: Policy;
  /** The newest first, as the others. */
  readonly verdicts: readonly Verdict<InventorySet>[];
  /** What cannot be read is kept, unless somebody named it. */
  readonly unreadable: readonly (UnreadableSet & { readonly kind: 'kept' | 'removed' })[];
  /** Bytes of the sets that are removed, as stored; those that cannot be read are not counted. */
  readonly freed: number;
}

/** Plans a prune. `named` are ids of damaged sets to be removed as well. Fails without a policy, as that would be for nothing. Pure. */
export function planPrune(policy: Policy, inventory: Inventory, named: readonly string[], context: RuleContext): Result<PrunePlan> {
  if (isEmptyPolicy(policy)) return fail(missingPolicy());
  const refused = named.flatMap((id) => refusalOf(id, inventory));
  if (refused.length > 0) return fail(...refused);
  const verdicts = keepSets(policy, inventory.sets, context);
  const unreadable = inventory.unreadable.map((set) => ({
    ...set,
    kind: named.includes(set.id) ? ('removed' as const) : ('kept' as const),
  }));
  const freed = verdicts.reduce((sum, { kind, set }) => sum + (kind === 'removed' ? set.bytes : 0), 0);
  return ok({ policy, verdicts, unreadable, freed });
}

/** Says how to write a policy. */
export function missingPolicy(): Diagnostic {
  const variables = policyKeys.map(policyVariable).join(', ');
  return problem(
    'retention-policy-missing',
    'there is no retention policy, so nothing is removed',
    `Write one into env/project.env, such as DSW_BACKUP_KEEP_LAST=3 and DSW_BACKUP_KEEP_DAILY=7, or give it as --keep-last 3 --keep-daily 7.\nThere are ${variables}.`,
  );
}

/** The ids of what a plan removes, the oldest first. */
export function removalsOf({ verdicts, unreadable }: PrunePlan): string[] {
  const ids = [
    ...verdicts.flatMap(({ kind, set }) => (kind === 'removed' ? [set.id] : [])),
    ...unreadable.flatMap(({ kind, id }) => (kind === 'removed' ? [id] : [])),
  ];
  return ids.sort();
}

function refusalOf(id: string, { sets, unreadable }: Inventory): Diagnostic[] {
  const damaged = unreadable.find((set) => set.id === id);
  if (damaged !== undefined && damaged.stamps.pinned !== null)
    return [problem('set-pinned', `the damaged set ${id} is pinned`, `To remove it all the same: dsw backup-unpin ${id}`)];
  if (damaged !== undefined) return [];
  if (sets.some((set) => set.id === id))
    return [problem('set-sound', `the set ${id} is not damaged`, 'What becomes of sound sets is for the policy to say.')];
  const remedy = unreadable.length === 0 ? 'No set is damaged.' : `Damaged are ${unreadable.map((set) => set.id).join(', ')}.`;
  return [problem('set-not-found', `there is no damaged set ${JSON.stringify(id)}`, remedy)];
}
