import { describe, expect, it } from 'vitest';
import { masker } from './mask.js';

describe('masking', () => {
  it('hides every occurrence of every secret', () => {
    expect(masker(['hunter2', 'key'])('user:hunter2@host?key=hunter2')).toBe('user:****@host?****=****');
  });

  it('leaves no rest of a secret that contains another', () => {
    expect(masker(['abc', 'abcdef'])('x abcdef y')).toBe('x **** y');
  });

  it('takes secrets literally', () => {
    expect(masker(['a.c$1'])('abc a.c$1')).toBe('abc ****');
  });

  it('hides the lines of a secret of several, but not those that say nothing', () => {
    const mask = masker(['{\n  "private": "key"\n}']);
    expect(['{', '  "private": "key"', '}'].map(mask)).toEqual(['{', '****', '}']);
  });

  it('ignores what is too short to be a secret', () => {
    expect(masker(['', 'e', 'ex'])('a text')).toBe('a text');
  });
});
