import { expect, it } from 'vitest';
import { longestLine, splitLines } from './lines.js';

it('joins what arrives in pieces, also in the middle of a character', () => {
  const splitter = splitLines();
  const bytes = Buffer.from('eins\nzwölf\n\nrest');
  const cut = bytes.indexOf(0xb6);
  expect([...splitter.push(bytes.subarray(0, cut)), ...splitter.push(bytes.subarray(cut)), ...splitter.rest()]).toEqual([
    'eins',
    'zwölf',
    '',
    'rest',
  ]);
});

it('has no rest after a newline', () => {
  const splitter = splitLines();
  expect(splitter.push(Buffer.from('one\n'))).toEqual(['one']);
  expect(splitter.rest()).toEqual([]);
});

it('keeps the beginning of a line of a megabyte, and says how much is missing', () => {
  const splitter = splitLines();
  const long = Buffer.alloc(1024 * 1024, 'é');
  const lines = [...splitter.push(long.subarray(0, 3)), ...splitter.push(long.subarray(3)), ...splitter.push(Buffer.from('\nnext\n'))];
  expect(lines).toEqual([`${'é'.repeat(longestLine / 2)} [${1024 * 1024 - longestLine} more bytes]`, 'next']);
});

it('does not show half a character where it cuts', () => {
  const splitter = splitLines();
  const [line] = splitter.push(Buffer.from(`x${'é'.repeat(longestLine)}\n`));
  expect(line).toBe(`x${'é'.repeat(longestLine / 2 - 1)} [${longestLine + 1} more bytes]`);
});
