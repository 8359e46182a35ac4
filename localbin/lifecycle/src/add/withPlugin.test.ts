import { expect, it } from 'vitest';
import { withPlugin } from './withPlugin.js';

it.each([
  ['an empty file', '{}', '{\n  "plugins": ["us"]\n}'],
  ['no plugins', '{\n  // why\n  "defaultBase": "main"\n}\n', '{\n  "plugins": ["us"],\n  // why\n  "defaultBase": "main"\n}\n'],
  ['an empty list', '{\n  "plugins": []\n}\n', '{\n  "plugins": ["us"]\n}\n'],
  ['a list on a line', '{ "plugins": ["@nx/js"], "a": 1 }', '{ "plugins": ["us", "@nx/js"], "a": 1 }'],
  [
    'a list on lines',
    '{\n\t"plugins": [\n\t\t{ "plugin": "@nx/js" }\n\t]\n}\n',
    '{\n\t"plugins": [\n\t\t"us",\n\t\t{ "plugin": "@nx/js" }\n\t]\n}\n',
  ],
  ['a list in a comment', '{\n  // "plugins": []\n  "a": "/*"\n}', '{\n  "plugins": ["us"],\n  // "plugins": []\n  "a": "/*"\n}'],
  ['commas too many', '{\n  "plugins": ["a",],\n}\n', '{\n  "plugins": ["us", "a",],\n}\n'],
])('adds a plugin to %s, and changes nothing else', (_, text, expected) => {
  expect(withPlugin(text, 'us')).toBe(expected);
});

it('writes anew what cannot be added to in place', () => {
  const text = '{ "generators": { "plugins": [1] }, "plugins": [] }';
  expect(JSON.parse(withPlugin(text, 'us') ?? '')).toEqual({ generators: { plugins: [1] }, plugins: ['us'] });
});

it.each(['{ "plugins": ["us"] }', '{ "plugins": [{ "plugin": "us", "options": {} }] }'])('%s has it already', (text) => {
  expect(withPlugin(text, 'us')).toBeUndefined();
});
