import { expect, it } from 'vitest';
import { parsePattern } from './parsePattern.js';

it('a regular expression is taken as it is', () => {
  expect(parsePattern('err(or)?|^fatal')).toEqual({ ok: true, value: /err(or)?|^fatal/ });
});

it.each([
  ['a(b', 'unterminated group', 1],
  ['(a)(b', 'unterminated group', 3],
  ['((a)', 'unterminated group', 0],
  ['a)b', "unmatched ')'", 1],
  ['(a**)', 'nothing to repeat', 3],
  ['*', 'nothing to repeat', 0],
  ['x[ab', 'unterminated character class', 1],
  ['[z-a]', 'range out of order in character class', 3],
  ['a{3,1}', 'numbers out of order in {} quantifier', 5],
  ['a\\', '\\ at end of pattern', 1],
  ['(?<1>a)', 'invalid capture group name', 2],
])('%s is told with its fault and the place of it', (text, fault, place) => {
  expect(parsePattern(text)).toEqual({
    ok: false,
    diagnostics: [
      {
        severity: 'error',
        code: 'bad-pattern',
        message: `this is no regular expression: ${fault}`,
        remedy: `${text}\n${' '.repeat(place)}^`,
      },
    ],
  });
});
