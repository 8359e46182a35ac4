import type { ContentEntry } from '@dust-workspace/component/hooks';

/** What differs between what was recorded and what was found, a line each. */
export function differences(recorded: readonly ContentEntry[], found: readonly ContentEntry[]): string[] {
  const titled = (entries: readonly ContentEntry[]): Map<string, ContentEntry> =>
    new Map(entries.map((entry) => [`${entry.kind} ${entry.name}`, entry]));
  const [before, after] = [titled(recorded), titled(found)];
  return [
    ...[...before].flatMap(([title, entry]) => {
      const same = after.get(title);
      if (same === undefined) return [`${title} is missing`];
      const changed = (['count', 'value', 'digest'] as const).filter(
        (what) => !(what === 'value' ? isBetween(entry, same) : entry[what] === same[what]),
      );
      return changed.length === 0 ? [] : [`${title} has another ${changed.join(' and ')}`];
    }),
    ...[...after.keys()].filter((title) => !before.has(title)).map((title) => `${title} was not there`),
  ];
}

function isBetween({ value, upTo }: ContentEntry, found: ContentEntry): boolean {
  if (upTo === undefined) return value === found.value;
  return BigInt(value!) <= BigInt(found.value!) && BigInt(found.value!) <= BigInt(upTo);
}
