/** Text close to YAML, mostly what manifests are made of and sometimes not; the same for the same seed. */
export function randomText(seed: number): string {
  const random = randomNumbers(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const word = (): string => (random() < 0.85 ? pick(words) : pick(pieces) + (random() < 0.5 ? pick(words) : pick(pieces)));
  const value = (): string =>
    pick([word, word, () => `[${word()}, ${word()}]`, () => `{ f: ${word()}, g: ${word()} }`, () => `[${word()}]`])();
  const entry = (key: string): string => (random() < 0.15 ? `${key}:\n  n: ${value()}\n  o: ${value()}` : `${key}: ${value()}`);
  const keys = ['a', 'b', 'c', 'd'].slice(0, 1 + Math.floor(random() * 4));
  const lines = keys.flatMap((key) => [...(random() < 0.1 ? ['# comment'] : []), entry(key), ...(random() < 0.05 ? [pick(strays)] : [])]);
  return lines.join('\n');
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

const words = [
  'word',
  'two words',
  '12',
  '60s',
  'true',
  './path',
  '$HOME',
  '--flag',
  '-f',
  "'single'",
  '"quoted"',
  'a:b',
  '127.0',
  'x=y',
  'word # comment',
];
const pieces = [
  ...[
    '-3',
    '1.5',
    '1e3',
    'null',
    '~',
    'yes',
    'No',
    '""',
    "''",
    "it's",
    '[',
    ']',
    '{',
    '}',
    ', ',
    ',',
    ': ',
    ':',
    ' :',
    '#',
    ' # comment',
    '- ',
    ' ',
  ],
  ...['|', '>', '&a', '*a', '!t', '%', '@', '.', '=', '.inf', '0x1', '\\', '?', '? ', '-', '--- ', "'", '"', '#a', 'ä', '\u00a0', '<<'],
];
const strays = [
  '',
  ' ',
  '  ',
  '- item',
  '  deeper: 1',
  '---',
  '...',
  'a: again',
  ' half: 1',
  '\t',
  '\tx: 1',
  'word',
  '"k": v',
  '? k',
  '%YAML 1.2',
  '  more words',
];
