import { describe, expect, it } from 'vitest';
import { rewriteReferences } from './rewriteReferences.js';

const scoped = (name: string): string => `X__${name}`;

describe('rewriteReferences', () => {
  it.each([
    ['plain text', 'plain text', []],
    ['$NAME', '$X__NAME', ['NAME']],
    ['a-${NAME}-b', 'a-${X__NAME}-b', ['NAME']],
    ['${A}${B}', '${X__A}${X__B}', ['A', 'B']],
    ['${A:-x}', '${X__A:-x}', ['A']],
    ['${A-x y}', '${X__A-x y}', ['A']],
    ['${A:?is missing}', '${X__A:?is missing}', ['A']],
    ['${A?}', '${X__A?}', ['A']],
    ['${A:+--a=$A}', '${X__A:+--a=$X__A}', ['A', 'A']],
    ['${A+set}', '${X__A+set}', ['A']],
    ['${A:-${B:-$C}}', '${X__A:-${X__B:-$X__C}}', ['A', 'B', 'C']],
    ['${A:-{"port":5432}}', '${X__A:-{"port":5432}}', ['A']],
    ['$_lower1 $A.b', '$X___lower1 $X__A.b', ['_lower1', 'A']],
    ['${A:-caf\u00e9 \u{1f600}} $B', '${X__A:-caf\u00e9 \u{1f600}} $X__B', ['A', 'B']],
    ['$$NAME $${NAME}', '$$NAME $${NAME}', []],
    ['$$$NAME', '$$$X__NAME', ['NAME']],
    ['${A:-$$B}', '${X__A:-$$B}', ['A']],
    ['costs 5$, $1 or $(id)', 'costs 5$, $1 or $(id)', []],
    ['{A} }$', '{A} }$', []],
  ])('gives the variables of %j other names', (text, rewritten, names) => {
    const result = rewriteReferences(text, scoped);
    expect(result.ok && { text: result.text, names: result.references.map(({ name }) => name) }).toEqual({ text: rewritten, names });
  });

  it('says where the names stand, and what they can do without a value', () => {
    expect(rewriteReferences('http://$HOST:${PORT:-80}', scoped)).toEqual({
      ok: true,
      text: 'http://$X__HOST:${X__PORT:-80}',
      references: [
        { name: 'HOST', offset: 8 },
        { name: 'PORT', offset: 15, operator: ':-' },
      ],
    });
  });

  it.each([
    ['a ${A', 2, '`${A` is not closed'],
    ['${}', 0, '`${}` is no reference to a variable'],
    ['${1}', 0, '`${1}` is no reference to a variable'],
    ['x${ARGS[@]}', 1, '`${ARGS[@]}` is no reference to a variable'],
    ['${A/b/c}', 0, '`${A/b/c}` is no reference to a variable'],
    ['${A:-one\ntwo}', 0, '`${A` is not closed'],
    ['${A:-${}}', 5, '`${}` is no reference to a variable'],
    ['$${A} ${B:-x', 6, '`${B` is not closed'],
  ])('finds what is wrong with %j', (text, offset, message) => {
    const result = rewriteReferences(text, scoped);
    expect(result.ok ? [] : result.errors.map((error) => ({ offset: error.offset, message: error.message }))).toEqual([
      { offset, message },
    ]);
  });
});
