import { expect, it } from 'vitest';
import { keyIn, keyTyped } from './session.js';

it('the key is the token in the fragment of an address, or a code for it', () => {
  expect(keyIn('http://127.0.0.1:4400/#token=abc%2B1')).toEqual({ kind: 'token', token: 'abc+1' });
  expect(keyIn('#code=xyz')).toEqual({ kind: 'code', code: 'xyz' });
  expect(['#/components/redis', '', '#token=', '#'].map(keyIn)).toEqual([undefined, undefined, undefined, undefined]);
});

it('what is typed may be an address or the token alone', () => {
  expect(keyTyped(' http://127.0.0.1:4400/#code=xyz\n')).toEqual({ kind: 'code', code: 'xyz' });
  expect(keyTyped('0123456789abcdef')).toEqual({ kind: 'token', token: '0123456789abcdef' });
  expect(['', 'short', 'two words here'].map(keyTyped)).toEqual([undefined, undefined, undefined]);
});
