import type { Variable } from '@dust-workspace/component';
import { describe, expect, it } from 'vitest';
import { typedValue } from './checkValue.js';

const typed = (type: Variable['type'], ...texts: string[]): unknown[] =>
  texts.map((text) => typedValue(text, { type, secret: false, optional: false, values: ['red', 'green'] }));

describe('a typed value', () => {
  it('keeps text as it is', () => expect(typed('string', ' a ', '')).toEqual([' a ', '']));
  it('gives ports within their range', () =>
    expect(typed('port', '80', '65535', '0', '65536', '8o')).toEqual([80, 65535, undefined, undefined, undefined]));
  it('takes one of the values of an enum', () => expect(typed('enum', 'red', 'blue')).toEqual(['red', undefined]));
  it('reads booleans as people write them', () => expect(typed('boolean', 'true', '0', 'yes')).toEqual([true, false, undefined]));
  it('reads whole numbers only', () => expect(typed('integer', '-7', '7.5', '')).toEqual([-7, undefined, undefined]));
  it('gives durations in milliseconds', () => expect(typed('duration', '500ms', '2m', '5')).toEqual([500, 120_000, undefined]));
  it('gives sizes in bytes', () =>
    expect(typed('size', '2KiB', '1.5MB', '3 GiB', '7')).toEqual([2_048, 1_500_000, 3_221_225_472, undefined]));
  it('checks URLs', () => expect(typed('url', 'http://a/b', 'no url')).toEqual(['http://a/b', undefined]));
});
