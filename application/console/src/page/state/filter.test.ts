import { expect, it } from 'vitest';
import { row } from '../../testing/report.js';
import { statesInOrder } from '../looks.js';
import { countsOf, isFiltering, matches, noFilter, toggled } from './filter.js';

const rows = [
  row('dust-front', 'healthy', { kind: 'application' }),
  row('dust-core', 'failed'),
  row('redis', 'healthy', { runtime: 'compose' }),
];
const profiles = { 'dust-front': ['dust'], 'dust-core': ['dust', 'core'], redis: ['starter', 'dust'] };
const found = (filter: Partial<typeof noFilter>): string[] =>
  rows.filter((each) => matches({ ...noFilter, ...filter }, each, profiles)).map(({ name }) => name);

it('components are found by words of their name, their state, profile, kind and runtime', () => {
  expect(found({})).toEqual(['dust-front', 'dust-core', 'redis']);
  expect(found({ text: 'DUST' })).toEqual(['dust-front', 'dust-core']);
  expect(found({ text: 'dust fr' })).toEqual(['dust-front']);
  expect(found({ text: 'state:fail' })).toEqual(['dust-core']);
  expect(found({ text: 'profile:starter' })).toEqual(['redis']);
  expect(found({ text: 'kind:app' })).toEqual(['dust-front']);
  expect(found({ text: 'runtime:compose dust' })).toEqual([]);
  expect(found({ states: new Set(['healthy']) })).toEqual(['dust-front', 'redis']);
  expect(found({ profile: 'core' })).toEqual(['dust-core']);
});

it('a state is chosen and given up again', () => {
  const chosen = toggled(noFilter, 'failed');
  expect([...chosen.states]).toEqual(['failed']);
  expect(isFiltering(chosen)).toBe(true);
  expect(isFiltering(toggled(chosen, 'failed'))).toBe(false);
});

it('states are counted, what asks for attention first', () => {
  expect(countsOf(rows, statesInOrder)).toEqual([
    ['failed', 1],
    ['healthy', 2],
  ]);
});
