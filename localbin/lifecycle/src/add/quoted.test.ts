import { runInNewContext } from 'node:vm';
import { parseManifest } from '@dust-workspace/component';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { typescriptText, yamlItem, yamlText } from './quoted.js';

const texts = [
  'kafka',
  'A service, and its data',
  'a: b',
  'a # b',
  '- a',
  '@a',
  "it's",
  'say "yes"',
  `it's "both"`,
  'back\\slash',
  'true',
  '1.10',
  '~',
  '*a',
  '&a',
  '!a',
  'a [b] {c}',
  '100%',
  'größer',
  "'",
  '"',
  'a:',
  'x ',
];

describe('a text', () => {
  it.each(texts)('%s stands in YAML as it is, as Prettier writes it', async (text) => {
    const yaml = `description: ${yamlText(text)}\nruntimes: { process: { command: [sleep] } }\n`;
    expect(parseManifest(yaml, 'x').manifest?.description).toBe(text);
    expect(await format(yaml, { parser: 'yaml', singleQuote: true, printWidth: 140 })).toBe(yaml);
  });

  it.each(texts)('%s stands in a list of YAML as it is, as Prettier writes it', async (text) => {
    const yaml = `description: x\nruntimes:\n  process:\n    command: [${yamlItem(text)}]\n`;
    expect(parseManifest(yaml, 'x').manifest?.runtimes.process?.command).toEqual([text]);
    expect(await format(yaml, { parser: 'yaml', singleQuote: true, printWidth: 140 })).toBe(yaml);
  });

  it.each(texts)('%s stands in TypeScript as it is, as Prettier writes it', async (text) => {
    const code = `const text = ${typescriptText(text)};\n`;
    expect(runInNewContext(`${code}text`)).toBe(text);
    expect(await format(code, { parser: 'typescript', singleQuote: true, printWidth: 140 })).toBe(code);
  });
});
