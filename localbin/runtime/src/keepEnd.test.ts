import { expect, it } from 'vitest';
import { keepEnd } from './keepEnd.js';

it('keeps everything that fits', () => {
  const end = keepEnd(8);
  end.add(Buffer.from('abc'));
  end.add(Buffer.from('de'));
  expect(end.text()).toBe('abcde');
});

it('keeps the end of more than fits, without half a character', () => {
  const end = keepEnd(6);
  for (const letter of 'abcdefghij→klm') end.add(Buffer.from(letter));
  expect(end.text()).toBe('→klm');
  end.add(Buffer.from('n'));
  expect(end.text()).toBe('klmn');
});
