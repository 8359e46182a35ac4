import { expect, it } from 'vitest';
import { isPlainCommand, wordsOf } from './plainCommand.js';

it.each(['node server.js', 'sleep infinity', 'bin/serve.sh --port=1 -v', 'python3 -m http.server'])('%s needs no shell', (command) => {
  expect(isPlainCommand(command)).toBe(true);
});

it.each([
  'node server.js --port $PORT',
  'a | b',
  'a && b',
  "node -e '1'",
  'A=1 node x',
  'exec node x',
  'cd x',
  'ls *',
  '~/bin/x',
  `x ${'y'.repeat(120)}`,
])('%s needs a shell', (command) => {
  expect(isPlainCommand(command)).toBe(false);
});

it('words have blanks between them, however many', () => {
  expect(wordsOf('a  b c')).toEqual(['a', 'b', 'c']);
});
