import type { ContentEntry } from '@dust-workspace/component/hooks';

/** The names of what is not as it was recorded, but for what may have expired. */
export function differences(recorded: readonly ContentEntry[], found: readonly ContentEntry[], now = Date.now()): string[] {
  const certain = (entries: readonly ContentEntry[]): Map<string, string> =>
    new Map(
      entries
        .filter(({ until }) => until === undefined || now < Date.parse(until))
        .map(({ kind, name, until: _, ...rest }) => [`${kind} ${name}`, JSON.stringify(rest)]),
    );
  const [before, after] = [certain(recorded), certain(found)];
  // What was recorded as uncertain is passed over also where it was found.
  for (const { kind, name } of recorded) if (!before.has(`${kind} ${name}`)) after.delete(`${kind} ${name}`);
  return [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name)).sort();
}
