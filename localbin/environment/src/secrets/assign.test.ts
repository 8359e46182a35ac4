import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEnvFile } from '../envFile.js';
import { parseReferences } from '../references.js';
import { assign } from './assign.js';

const assigned = (text: string, value: string): string => {
  const result = assign(text, 'TOKEN', value, 'a.env');
  return result.ok ? result.value : result.diagnostics.map(({ message }) => message).join();
};

describe('an assignment', () => {
  it.each([
    ['', 'x', 'TOKEN=x\n'],
    ['A=1', 'x', 'A=1\nTOKEN=x\n'],
    ['# of mine\nexport TOKEN="old" # why\nB=2\n', 'x y', "# of mine\nexport TOKEN='x y' # why\nB=2\n"],
    ["A=1\nTOKEN='one\ntwo' # why\nB=2\n", 'x', 'A=1\nTOKEN=x # why\nB=2\n'],
    ['A=1\r\nTOKEN=old\r\nB=2\r\n', 'x', 'A=1\r\nTOKEN=x\r\nB=2\r\n'],
    ['TOKEN=\n', '${OTHER}', "TOKEN='$${OTHER}'\n"],
  ])('changes nothing but its own line: %j', (text, value, expected) => expect(assigned(text, value)).toBe(expected));

  it('of what has no spelling in an env file is refused', () =>
    expect(assigned('', '\'"`\n')).toMatch(/^the value for TOKEN cannot be written in an env file/));

  it('is read back as it was, whatever the value, beside whatever else', () => {
    const value = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom('\n', '\r', '#', '${A}', '$${', '$', '{', 'A', '}', '"', "'", '`', '\\', ' ', '=') }),
    );
    fc.assert(
      fc.property(value, value, (first, second) => {
        const one = assign('# what\nOTHER=1\n', 'TOKEN', first, 'a.env');
        if (!one.ok) return;
        const two = assign(one.value, 'NEXT', second, 'a.env');
        if (!two.ok) return;
        const read = parseEnvFile(two.value, 'a.env');
        const literal = (name: string): string | undefined => {
          const pieces = parseReferences(read.ok ? (read.value.entries.get(name)?.value ?? '') : '');
          return pieces.every(({ kind }) => kind === 'text')
            ? pieces.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('')
            : undefined;
        };
        expect(['OTHER', 'TOKEN', 'NEXT'].map(literal)).toEqual(['1', first, second]);
      }),
      { numRuns: 300 },
    );
  });
});
