import { describe, expect, it } from 'vitest';
import { escapeDollars, interpolate } from './interpolate.js';

const values = { SET: 'value', EMPTY: '', ODD: '$SET ${SET} }' };

describe('interpolate', () => {
  it.each([
    ['as it is', 'as it is'],
    ['$SET and ${SET}', 'value and value'],
    ['$UNSET${UNSET}', ''],
    ['$$SET 5$ $1', '$SET 5$ $1'],
    ['${ODD}', '$SET ${SET} }'],
    ['${SET:-a} ${EMPTY:-b} ${UNSET:-c}', 'value b c'],
    ['${SET-a} ${EMPTY-b} ${UNSET-c}', 'value  c'],
    ['${SET:+a} ${EMPTY:+b} ${UNSET:+c}', 'a  '],
    ['${SET+a} ${EMPTY+b} ${UNSET+c}', 'a b '],
    ['${SET:?a} ${EMPTY?b}', 'value '],
    ['${UNSET:-${EMPTY:-<$SET>}}', '<value>'],
    ['${UNSET:-{"a":{"b":1}}}', '{"a":{"b":1}}'],
    ['${toString}${constructor:-x}', 'x'],
  ])('fills in %j', (text, expected) => {
    expect(interpolate(text, values)).toEqual({ ok: true, value: expected });
  });

  it('says what has no value', () => {
    expect(interpolate('${EMPTY:?set it for $SET} ${UNSET?}', values)).toEqual({
      ok: false,
      diagnostics: [
        { severity: 'error', code: 'compose-value', message: 'EMPTY has no value: set it for value' },
        { severity: 'error', code: 'compose-value', message: 'UNSET has no value' },
      ],
    });
  });

  it('gives back what was escaped', () => {
    const text = '$SET $$ ${SET';
    expect(interpolate(escapeDollars(text), values)).toEqual({ ok: true, value: text });
  });
});
