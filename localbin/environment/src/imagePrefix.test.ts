import { expect, it } from 'vitest';
import { isImagePrefix } from './imagePrefix.js';

it.each([
  'mirror.example.org',
  'mirror.example.org/docker-hub/library',
  '127.0.0.1:5000/hub',
  'localhost',
  'localhost/a_b',
  'mirror:5000',
  '[::1]:5000',
])('%j may stand before the name of an image', (text) => {
  expect(isImagePrefix(text)).toBe(true);
});

it.each([
  'https://mirror.example.org',
  'Mirror.example.org',
  'mirror.example.org/Hub',
  'mirror.example.org/',
  'mirror.example.org//hub',
  'mirror example.org',
  'mirror.example.org\n',
  'mirror.example.org:0',
  'mirror.example.org:65536',
  'mirror.example.org/hub:1',
  'me@mirror.example.org',
  '-mirror.example.org',
  'mirror',
  'hub/library',
  '',
])('%j may not', (text) => {
  expect(isImagePrefix(text)).toBe(false);
});
