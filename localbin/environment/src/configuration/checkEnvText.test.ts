import { expect, it } from 'vitest';
import { component } from '../testing/component.js';
import { checkEnvText } from './checkEnvText.js';

const web = component('web', {
  ports: { WEB_PORT: 80 },
  env: {
    SIZE: { type: 'size' },
    MODE: { type: 'enum', values: ['on', 'off'] },
    TOKEN: { secret: true, type: 'integer' },
    NOTE: { optional: true, type: 'url' },
  },
});
const problems = (text: string): string[] =>
  checkEnvText(text, 'web.env', web).map(({ severity, message, range }) => `${range?.start.line}: ${severity}: ${message}`);

it('finds nothing in what the manifest asks for', () => {
  expect(problems('WEB_PORT=1\nSIZE=1MB\nMODE=on\nTOKEN=1\nNOTE=\n')).toEqual([]);
});

it('finds every value of another type, without showing one', () => {
  expect(problems('WEB_PORT=0\nSIZE=much\nMODE=onn\nTOKEN=sesame\nNOTE=x\n')).toEqual([
    '1: error: WEB_PORT must be a port number from 1 to 65535',
    '2: error: SIZE must be a size such as 512KiB or 2GiB',
    '3: error: MODE must be one of on, off',
    '4: error: TOKEN must be a whole number',
    '5: error: NOTE must be a URL',
  ]);
});

it('leaves what refers to others to where that is known, and warns of names that nobody knows', () => {
  expect(problems('SIZE=${store.SIZE}\nSIZZE=1MB\n')).toEqual(['2: warning: web has no variable SIZZE']);
});

it('says where it cannot be read', () => {
  expect(problems('SIZE="1MB\n')).toEqual(['1: error: the quote " is never closed']);
});
