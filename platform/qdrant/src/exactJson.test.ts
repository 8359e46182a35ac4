import { describe, expect, it } from 'vitest';
import { Exact, parseJson, writeJson } from './exactJson.js';

const list = `[${Array.from({ length: 40 }, (_, index) => index / 7).join(',')}]`;

describe('JSON in which nothing is lost', () => {
  it.each([
    '18446744073709551615',
    '-9223372036854775808',
    '1.0',
    '1e-7',
    '0.30000000000000004',
    '0.1234567890123456789',
    '-0.0',
    list,
    `[${list},${list}]`,
    '"a \\"quoted\\" \\\\ text\\u0000\\n"',
    '{"a":[],"b":{},"c":[null,true,false,"",0]}',
  ])('writes %s as it was read', (text) => {
    expect(writeJson(parseJson(text))).toBe(text);
  });

  it('keeps only what JavaScript has no number for as text', () => {
    expect(parseJson('[1, 2.5, 1e-7, -3, 9007199254740993, 1.0]')).toEqual([
      1,
      2.5,
      1e-7,
      -3,
      new Exact('9007199254740993'),
      new Exact('1.0'),
    ]);
    expect(parseJson(list)).toEqual(new Exact(list));
    expect(parseJson('[1,2,3]')).toEqual([1, 2, 3]);
  });

  it('writes names in order and without spaces', () => {
    expect(writeJson(parseJson(' { "b" : 1 , "a" : [ 1 , { "d" : null , "c" : "ü" } ] } '))).toBe('{"a":[1,{"c":"ü","d":null}],"b":1}');
    expect(writeJson({ b: undefined, a: 1 })).toBe('{"a":1}');
  });

  it('takes a name that every object has for a name', () => {
    expect(writeJson(parseJson('{"__proto__":{"constructor":1}}'))).toBe('{"__proto__":{"constructor":1}}');
  });

  it.each(['', '{', '{"a"}', '{"a":1', '[1', '[1 2]', 'nul', '"a', '{a:1}', '1 2', "'a'", '-', '"\\x"'])('refuses %j', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });
});
