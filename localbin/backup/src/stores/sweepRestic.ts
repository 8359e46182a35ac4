import type { SetOwner } from '../setOwner.js';
import type { ResticListing, UnfinishedSet } from './resticListing.js';

/** How long a set of another machine, whose processes nobody here sees, may be in the making. */
const longestElsewhere = 24 * 60 * 60 * 1000;

export interface SweepFacts {
  readonly host: string;
  readonly now: Date;
  readonly isOwnerAlive: (owner: SetOwner) => boolean | Promise<boolean>;
}

export interface Sweepable {
  readonly snapshots: readonly string[];
  /** For people. */
  readonly names: readonly string[];
}

/** What writers and removers left behind who died. What a living process writes is none of it. */
export async function sweepable({ sets, unfinished }: ResticListing, facts: SweepFacts): Promise<Sweepable> {
  const dead: UnfinishedSet[] = [];
  for (const set of unfinished) if (!(await isAlive(set, facts))) dead.push(set);
  const within = [...sets.values()].filter(({ leftovers }) => leftovers.length > 0);
  return {
    snapshots: [...dead.flatMap(({ snapshots }) => snapshots), ...within.flatMap(({ leftovers }) => leftovers)],
    names: [...dead.map(({ id }) => `${id} (unfinished)`), ...within.map(({ id }) => `${id} (files that were given up)`)],
  };
}

async function isAlive({ writers }: UnfinishedSet, { host, now, isOwnerAlive }: SweepFacts): Promise<boolean> {
  const here = writers.find((writer) => writer.host === host);
  if (here !== undefined) return isOwnerAlive(here.owner);
  return writers.some(({ at }) => now.getTime() - at.getTime() < longestElsewhere);
}
