import { describe, expect, it } from 'vitest';
import { isOwnHost } from './host.js';

describe('a Host header', () => {
  it.each(['127.0.0.1', '127.0.0.1:4400', 'localhost', 'LOCALHOST:4400', '[::1]', '[::1]:4400'])('%s is our own', (host) => {
    expect(isOwnHost(host, 4_400)).toBe(true);
  });

  it.each([
    undefined,
    '',
    'evil.example',
    'evil.example:4400',
    '127.0.0.1:80',
    'localhost:44000',
    'localhost.evil.example',
    '127.0.0.1.evil.example:4400',
    'evil.example@127.0.0.1:4400',
    '::1',
    '127.0.0.2',
    '0.0.0.0:4400',
    'localhost:',
    'localhost:4400 ',
  ])('%s is foreign', (host) => {
    expect(isOwnHost(host, 4_400)).toBe(false);
  });
});
