import type { ContentEntry } from '@dust-workspace/component';

/** Something that was recorded and is not so, or is there and was not recorded. */
export type ContentDifference =
  | { readonly kind: 'missing' | 'unrecorded'; readonly entry: ContentEntry }
  | {
      readonly kind: 'changed';
      readonly recorded: ContentEntry;
      readonly found: ContentEntry;
      readonly what: 'count' | 'value' | 'digest';
    };

/**
 * How what was found differs from what a backup recorded. Counts are compared where one was recorded, digests where both have one. What was recorded with a time until which it
 * is certain is passed over after that time. Pure.
 */
export function compareContents(recorded: readonly ContentEntry[], found: readonly ContentEntry[], now: Date): ContentDifference[] {
  const there = new Map(found.map((entry) => [keyOf(entry), entry]));
  const known = new Map(recorded.map((entry) => [keyOf(entry), entry]));
  const differences = recorded.flatMap((entry): ContentDifference[] => {
    if (isUncertain(entry, now)) return [];
    const same = there.get(keyOf(entry));
    if (same === undefined) return [{ kind: 'missing', entry }];
    const what = changeOf(entry, same);
    return what === undefined ? [] : [{ kind: 'changed', recorded: entry, found: same, what }];
  });
  const unrecorded = found
    .filter((entry) => !known.has(keyOf(entry)) && !isUncertain(entry, now))
    .map((entry) => ({ kind: 'unrecorded' as const, entry }));
  return [...differences, ...unrecorded];
}

/** A difference in one line, for people. */
export function describeDifference(difference: ContentDifference): string {
  switch (difference.kind) {
    case 'missing':
      return `${nameOf(difference.entry)} is missing`;
    case 'unrecorded':
      return `${nameOf(difference.entry)} was not there when the backup was made`;
    case 'changed':
      return describeChange(difference);
    default:
      return difference satisfies never;
  }
}

function keyOf({ kind, name }: ContentEntry): string {
  return JSON.stringify([kind, name]);
}

function isUncertain({ until }: ContentEntry, now: Date): boolean {
  return until !== undefined && now.getTime() >= Date.parse(until);
}

function changeOf(recorded: ContentEntry, found: ContentEntry): 'count' | 'value' | 'digest' | undefined {
  if (recorded.count !== undefined && recorded.count !== found.count) return 'count';
  if (!isBetween(found.value, recorded)) return 'value';
  return recorded.digest !== undefined && found.digest !== undefined && recorded.digest !== found.digest ? 'digest' : undefined;
}

function isBetween(value: string | undefined, { value: from, upTo }: ContentEntry): boolean {
  if (value === from || from === undefined || value === undefined || upTo === undefined) return value === from;
  const [low, high, number] = [BigInt(from), BigInt(upTo), BigInt(value)];
  return low <= high ? low <= number && number <= high : high <= number && number <= low;
}

function nameOf({ kind, name }: ContentEntry): string {
  return name === '' ? kind : `${kind} ${name}`;
}

function describeChange({ recorded, found, what }: Extract<ContentDifference, { kind: 'changed' }>): string {
  const name = nameOf(recorded);
  switch (what) {
    case 'count':
      return `${name} has ${found.count ?? 'no'} instead of ${recorded.count ?? 'no'}`;
    case 'value':
      return `${name} is at ${found.value ?? 'nothing'} instead of ${expected(recorded)}`;
    case 'digest':
      return `${name} has other content than when the backup was made`;
    default:
      return what satisfies never;
  }
}

function expected({ value = 'nothing', upTo }: ContentEntry): string {
  return upTo === undefined || upTo === value ? value : `${value} to ${upTo}`;
}
