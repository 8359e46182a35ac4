/** Text somewhere between YAML and noise, the same for the same seed. */
export function randomText(seed: number): string {
  const random = randomNumbers(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const line = (): string => pick(indents) + pick(starts) + Array.from({ length: Math.floor(random() * 5) }, () => pick(pieces)).join('');
  return Array.from({ length: 1 + Math.floor(random() * 5) }, line).join('\n');
}

/** A number between 0 and 1 at each call (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const indents = ['', '', '', '', '  ', '  ', '    ', ' ', '\t'];
const starts = ['a: ', 'b: ', 'c:', 'd: [', 'e: { f: ', '- ', '- a: ', '# ', '', 'name', '"q": ', '? '];
const pieces = [
  ...['word', 'two words', '12', '-3', '1.5', '60s', 'true', 'null', '~', 'yes', '""', "''", '"quoted"', "'single'", './path', '$HOME', 'it\'s'],
  ...['[', ']', '{', '}', ', ', ',', ': ', ':', ' :', '#', ' # comment', '- ', ' ', '|', '>', '&a', '*a', '!t', '%', '@', '--flag', '-f', '.', '='],
];
