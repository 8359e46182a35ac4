import { styleText } from 'node:util';
import { expect, it } from 'vitest';
import { plain, type Paint } from '../paint.js';
import { linePrefixes } from './prefixLines.js';

const coloured: Paint = (text, colour) => (colour === undefined ? text : `<${colour} ${text}>`);

it('says nothing where only one speaks', () => {
  expect([...linePrefixes(['redis'], { aligned: true, paint: coloured })]).toEqual([['redis', '']]);
});

it('gives each a colour and all the same width on a terminal', () => {
  expect([...linePrefixes(['redis', 'db'], { aligned: true, paint: coloured })]).toEqual([
    ['redis', '<cyan redis |> '],
    ['db', '<yellow db    |> '],
  ]);
});

it('is plain for programs', () => {
  expect([...linePrefixes(['redis', 'db'], { aligned: false, paint: plain })]).toEqual([
    ['redis', 'redis | '],
    ['db', 'db | '],
  ]);
});

it('knows colours that terminals have', () => {
  expect([
    ...linePrefixes(['a', 'b', 'c', 'd', 'e', 'f'], { aligned: true, paint: (text, colour) => styleText(colour ?? 'dim', text) }),
  ]).toHaveLength(6);
});
