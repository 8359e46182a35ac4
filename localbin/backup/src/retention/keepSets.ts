import type { SetStamps } from '../setStamps.js';
import { applyRules, type Rule, type RuleContext } from './applyRules.js';
import { isEmptyPolicy, type Policy } from './policy.js';

/** What retention needs to know of a set. */
export interface RetainedSet {
  /** Ids sort in the order of writing. */
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly environment: string;
  readonly complete: boolean;
  readonly stamps: SetStamps;
  readonly snapshots: readonly { readonly component: string }[];
}

export type KeepReason =
  | Rule
  /** There is no policy. */
  | { readonly kind: 'no-policy' }
  /** `reason` in the words of whoever pinned it; may be empty. */
  | { readonly kind: 'pinned'; readonly reason: string }
  /** It is the newest in which these were verified or drilled. */
  | { readonly kind: 'last-verified'; readonly components: readonly string[] }
  /** It is the newest complete set that holds these. */
  | { readonly kind: 'newest'; readonly components: readonly string[] }
  /** It is incomplete, and no newer complete set holds all of its components. */
  | { readonly kind: 'not-superseded' };

export type RemoveReason =
  /** No rule of the policy keeps it. */
  | { readonly kind: 'expired' }
  /** It is incomplete, and the set `by` is newer and complete, and holds all that it holds. */
  | { readonly kind: 'superseded'; readonly by: string };

/** What becomes of a set, and why. */
export type Verdict<S> =
  | { readonly kind: 'kept'; readonly set: S; readonly because: readonly KeepReason[] }
  | { readonly kind: 'removed'; readonly set: S; readonly because: RemoveReason };

/**
 * What a policy keeps of the sets of a store, the newest first. Pure. Complete sets that hold the same components form a group, in which the rules
 * of restic hold. Whatever the policy says, kept are: what is pinned; for each component the newest set in which it was verified, the newest in which
 * it was drilled, and the newest complete set that holds it. Incomplete sets count for nothing, and go when a newer complete one holds all that they hold. A policy that
 * says nothing removes nothing.
 */
export function keepSets<S extends RetainedSet>(policy: Policy, sets: readonly S[], context: RuleContext): Verdict<S>[] {
  const newestFirst = [...sets].sort((a, b) => compare(b.id, a.id));
  if (isEmptyPolicy(policy)) return newestFirst.map((set) => ({ kind: 'kept', set, because: [{ kind: 'no-policy' }] }));
  // A set that was brought here from another environment stands for none of this one's.
  const verdicts = groupBy(newestFirst, ({ environment }) => environment).flatMap((own) => keepOwn(policy, own, context));
  return verdicts.sort((a, b) => compare(b.set.id, a.set.id));
}

function keepOwn<S extends RetainedSet>(policy: Policy, sets: readonly S[], context: RuleContext): Verdict<S>[] {
  const complete = sets.filter((set) => set.complete);
  const rules = new Map(groupBy(complete, groupOf).flatMap((group) => rulesOf(policy, group, context)));
  const newest = newestWith(complete, () => true);
  // A drill or a check of an incomplete set is no reason to give up the last good complete one.
  const verified = [isVerified, isDrilled].flatMap((isProven) => [newestWith(sets, isProven), newestWith(complete, isProven)]);
  return sets.map((set) => {
    const because: readonly KeepReason[] = [
      ...(set.stamps.pinned === null ? [] : [{ kind: 'pinned' as const, reason: set.stamps.pinned.reason }]),
      ...(rules.get(set) ?? []),
      ...heldFor('last-verified', set, verified),
      ...heldFor('newest', set, [newest]),
    ];
    if (because.length > 0) return { kind: 'kept', set, because };
    if (set.complete) return { kind: 'removed', set, because: { kind: 'expired' } };
    return verdictOnIncomplete(set, complete);
  });
}

function groupOf({ snapshots }: RetainedSet): string {
  return componentsOf({ snapshots }).sort().join(' ');
}

/** By time, as restic does; by id where that is the same. The clock may have been set back between two sets. */
function rulesOf<S extends RetainedSet>(policy: Policy, group: readonly S[], context: RuleContext): [S, Rule[]][] {
  const timed = group.map((set) => ({ set, time: Date.parse(set.createdAt) }));
  timed.sort((a, b) => b.time - a.time || compare(b.set.id, a.set.id));
  const times = timed.map(({ time }) => time);
  const rules = applyRules(policy, times, context);
  return timed.map(({ set }, index) => [set, rules[index] ?? []]);
}

/** For each component the first of `sets`, which are the newest first, of which `isMeant` says so. */
function newestWith<S extends RetainedSet>(sets: readonly S[], isMeant: (set: S, component: string) => boolean): Map<string, S> {
  const found = new Map<string, S>();
  for (const set of sets)
    for (const component of componentsOf(set)) if (!found.has(component) && isMeant(set, component)) found.set(component, set);
  return found;
}

function isVerified({ stamps }: RetainedSet, component: string): boolean {
  return stamps.verified[component] !== undefined || stamps.drilled[component] !== undefined;
}

/** A check that only reads says less than a drill, and does not take its place. */
function isDrilled({ stamps }: RetainedSet, component: string): boolean {
  return stamps.drilled[component] !== undefined;
}

function heldFor(kind: 'last-verified' | 'newest', set: RetainedSet, holders: readonly ReadonlyMap<string, RetainedSet>[]): KeepReason[] {
  const components = componentsOf(set).filter((component) => holders.some((holder) => holder.get(component) === set));
  return components.length === 0 ? [] : [{ kind, components }];
}

function verdictOnIncomplete<S extends RetainedSet>(set: S, complete: readonly S[]): Verdict<S> {
  const components = componentsOf(set);
  const by = complete.find((other) => other.id > set.id && components.every((component) => componentsOf(other).includes(component)));
  if (by !== undefined) return { kind: 'removed', set, because: { kind: 'superseded', by: by.id } };
  return { kind: 'kept', set, because: [{ kind: 'not-superseded' }] };
}

function componentsOf({ snapshots }: Pick<RetainedSet, 'snapshots'>): string[] {
  return snapshots.map(({ component }) => component);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** By code units, as ids are made. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
