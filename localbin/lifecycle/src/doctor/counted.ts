/** `1 file`, `2 files`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** The first few of a list, and how many more there are. */
export function some(items: readonly string[], most = 3): string {
  const rest = items.length - most;
  return rest <= 0 ? items.join(', ') : `${items.slice(0, most).join(', ')} and ${rest} more`;
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** A time in milliseconds in one unit, of which there are two at least where there is a smaller one: `3 d`, `26 h`, `90 s`. */
export function roughly(milliseconds: number): string {
  const [unit, length] = units.find(([, size]) => milliseconds >= 2 * size) ?? ['s', 1_000];
  return `${Math.round(milliseconds / length)} ${unit}`;
}
