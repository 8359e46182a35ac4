import { pick, seeded } from './random.js';

/** Text close to YAML, mostly what manifests are made of and sometimes not; the same for the same seed. */
export function nearlyPlain(seed: number): string {
  const random = seeded(seed);
  const word = (): string => (random(7) > 0 ? pick(random, words) : pick(random, pieces) + pick(random, pick(random, [words, pieces])));
  const value = (): string =>
    pick(random, [word, word, () => `[${word()}, ${word()}]`, () => `{ f: ${word()}, g: ${word()} }`, () => `[${word()}]`])();
  const entry = (key: string): string => (random(7) === 0 ? `${key}:\n  n: ${value()}\n  o: ${value()}` : `${key}: ${value()}`);
  const keys = ['a', 'b', 'c', 'd'].slice(0, 1 + random(4));
  const lines = keys.flatMap((key) => [
    ...(random(10) === 0 ? ['# comment'] : []),
    entry(key),
    ...(random(20) === 0 ? [pick(random, strays)] : []),
  ]);
  return lines.join('\n');
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
