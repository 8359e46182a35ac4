import type { Colour, Paint } from '../paint.js';

const colours: readonly Colour[] = ['cyan', 'yellow', 'green', 'magenta', 'blue'];

/** What stands before the lines of each of `names`: nothing where there is only one, in a column of its own where `aligned`. */
export function linePrefixes(
  names: readonly string[],
  { aligned, paint }: { readonly aligned: boolean; readonly paint: Paint },
): ReadonlyMap<string, string> {
  if (names.length === 1) return new Map(names.map((name) => [name, '']));
  const width = aligned ? Math.max(...names.map((name) => name.length)) : 0;
  return new Map(names.map((name, index) => [name, paint(`${name.padEnd(width)} |`, colours[index % colours.length]) + ' ']));
}
