import { tmpdir } from 'node:os';
import { beforeEach, describe, expect, it } from 'vitest';
import { composeConfig } from '../../testing/composeConfig.js';
import { composeForTests } from '../../testing/composeForTests.js';
import { seeded } from '@dust-workspace/component/testing';
import type { Random } from '@dust-workspace/component/testing';
import type { ComposeProgram } from '../composeProgram.js';
import { interpolate } from './interpolate.js';
import { rewriteReferences } from './rewriteReferences.js';
import { scopedName, scopedValues } from './scopedName.js';

const { program, absent } = await composeForTests();
const values = { A: 'alpha', B: '$A ${B} }{ "q"', _x: '', c9: '-?+:', EMPTY: '' };
const names = [...Object.keys(values), 'UNSET', 'Un_set2'];
const scraps = [
  'a',
  ' ',
  ':',
  '-',
  '{',
  '}',
  '$',
  '$$',
  '/',
  '"',
  '?',
  '+',
  '{}',
  '\n',
  '\u00e9',
  '1',
  '$1',
  '$ ',
  '$-',
  '{"k":"v"}',
  "'",
  '#',
  '\\',
];
const operators = [':-', '-', ':+', '+', ':?', '?'];

describe('references, as Compose sees them', () => {
  beforeEach(({ skip }) => skip(program === undefined, absent));

  it.each([1, 2, 3])('come out the same under other names, and as we fill them in (%i)', async (seed) => {
    const random = seeded(seed);
    const texts = [...new Set(Array.from({ length: 2_000 }, () => randomText(random, 0)))].filter((text) => interpolate(text, values).ok);
    expect(texts.length).toBeGreaterThan(500);
    const plain = await evaluate(program!, texts, values);
    const scoped = await evaluate(program!, texts.map(rewritten), scopedValues('x', values));
    expect(scoped).toEqual(plain);
    expect(texts.map((text) => valueOf(text, values))).toEqual(plain);
    expect(texts.map((text) => valueOf(rewritten(text), scopedValues('x', values)))).toEqual(plain);
  });

  it.each(['${A', '${}', '${1}', '${A/b}', '${A:-${}}', '${A:-a\nb}', '${A:-', '${A b}', '${A:=b}', '${B:-${A}'])(
    'are refused by both of us: %j',
    async (text) => {
      expect(rewriteReferences(text, (name) => name).ok).toBe(false);
      await expect(evaluate(program!, [text], values)).rejects.toThrow('invalid interpolation format');
    },
  );

  it('are followed in values, but not in keys', async () => {
    const file = { services: { a: { image: 'a', environment: { $A: '$A' }, labels: { '${A}': '${A}' } } } };
    const { services } = await composeConfig(program!, file, { directory: tmpdir(), env: values });
    expect(services['a']).toMatchObject({ environment: { $A: 'alpha' }, labels: { '${A}': 'alpha' } });
  });
});

function randomText(random: Random, depth: number): string {
  return Array.from({ length: (depth === 0 ? 1 : 0) + random(depth === 0 ? 4 : 3) }, () => randomPart(random, depth)).join('');
}

function randomPart(random: Random, depth: number): string {
  const name = names[random(names.length)] ?? '';
  switch (random(6)) {
    case 0:
    case 1:
      return scraps[random(scraps.length)] ?? '';
    case 2:
      return `$${name}`;
    case 3:
      return `\${${name}}`;
    default:
      return depth > 3 ? 'z' : `\${${name}${operators[random(operators.length)] ?? ''}${randomText(random, depth + 1)}}`;
  }
}

/** What Compose makes of each of the texts, in one call. */
async function evaluate(compose: ComposeProgram, texts: readonly string[], env: Readonly<Record<string, string>>): Promise<string[]> {
  const environment = Object.fromEntries(texts.map((text, index) => [`T${index}`, text]));
  const config = await composeConfig(compose, { name: 'p', services: { a: { image: 'a', environment } } }, { directory: tmpdir(), env });
  const found = config.services['a']?.['environment'] as Record<string, string>;
  return texts.map((_, index) => found[`T${index}`] ?? 'not there');
}

function rewritten(text: string): string {
  const result = rewriteReferences(text, (name) => scopedName('x', name));
  return result.ok ? result.text : 'broken';
}

function valueOf(text: string, given: Readonly<Record<string, string>>): string {
  const result = interpolate(text, given);
  return result.ok ? result.value : 'broken';
}
