import { parse } from 'dotenv';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEnvFile, type ResolvedVariable } from '@dust-workspace/environment';
import { renderResolved, renderVariables, type VariablesFormat } from './renderVariables.js';

const awkward = 'it\'s "two"  words, $HOME and #1';
const variables: readonly ResolvedVariable[] = [
  { name: 'A_PORT', value: '5432', secret: false, origin: { layer: 'lease' }, shadowed: [] },
  {
    name: 'NOTE',
    value: awkward,
    secret: false,
    origin: { layer: 'environment', file: 'env/local/a.env', line: 3 },
    shadowed: [{ layer: 'project', file: 'env/project.env', line: 7 }, { layer: 'manifest' }],
  },
  { name: 'PASSWORD', value: 'hunter2', secret: true, origin: { layer: 'shell' }, shadowed: [] },
];

const rendered = (format: VariablesFormat, reveal: boolean, of: readonly ResolvedVariable[] = variables): string => {
  const result = renderVariables(of, format, reveal);
  return result.ok ? result.value : result.diagnostics.map(({ message }) => message).join('\n');
};
const named = (value: string): ResolvedVariable => ({ name: 'V', value, secret: false, origin: { layer: 'shell' }, shadowed: [] });

describe('the variables of a component', () => {
  it('are a table with the place of each and the places that it overruled, secrets masked', () => {
    expect(rendered('table', false)).toBe(`A_PORT    5432                             leased port
NOTE      ${awkward}  env/local/a.env:3 (instead of env/project.env:7, default of component.yaml)
PASSWORD  ****                             environment of the shell`);
    expect(rendered('table', false, [named('two\nlines')])).toBe('V  two\\nlines  environment of the shell');
  });

  it('are one flat object in JSON', () => {
    expect(JSON.parse(rendered('json', true))).toEqual({ A_PORT: '5432', NOTE: awkward, PASSWORD: 'hunter2' });
  });

  it('are read back by dotenv as they are', () => {
    expect(parse(rendered('dotenv', true))).toEqual({ A_PORT: '5432', NOTE: awkward, PASSWORD: 'hunter2' });
  });

  it('are set by a shell as they are', () => {
    const script = `${rendered('shell', true)}\nprintf '%s|' "$A_PORT" "$NOTE" "$PASSWORD"`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(`5432|${awkward}|hunter2|`);
  });

  it('hold no secret for other tools, nor anything that they could take for it, unless it is revealed', () => {
    const others = (['dotenv', 'json', 'shell'] as const).map((format) => rendered(format, false));
    expect(others.filter((text) => text.includes('PASSWORD') || text.includes('hunter2'))).toEqual([]);
  });

  it('are nothing for other tools while one is wrong, and a shell that evaluates them fails', () => {
    const diagnostics = [{ severity: 'error', code: 'value', message: 'NOTE is wrong' }] as const;
    const given = { variables: new Map(variables.map((variable) => [variable.name, variable])), diagnostics };
    const texts = (['json', 'dotenv', 'shell'] as const).map((format) => renderResolved(given, format, true));
    expect(texts).toEqual(['', '', 'false'].map((text) => ({ text, diagnostics })));
    expect(renderResolved(given, 'table', false)).toEqual({ text: rendered('table', false), diagnostics });
  });

  it('are refused where dotenv cannot hold one', () => {
    expect(rendered('dotenv', false, [named('all \'"` quotes\n')])).toBe(
      'the value of V cannot be written for dotenv, which has no escapes for quotes',
    );
  });
});

const values = fc.array(
  fc.oneof(
    fc.string({ unit: fc.constantFrom("'", '"', '`', '\\', '\n', '\r', '$', '#', ' ', 'a', '!', '\t', ';') }),
    fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
  ),
  { minLength: 1, maxLength: 6 },
);
const variablesOf = (all: readonly string[]): ResolvedVariable[] => all.map((value, index) => ({ ...named(value), name: `V${index}` }));
const asObject = (all: readonly string[]): Record<string, string> => Object.fromEntries(all.map((value, index) => [`V${index}`, value]));

describe('whatever the values are,', () => {
  it('dotenv and our own parser read them back, or they are refused', () => {
    fc.assert(
      fc.property(values, (all) => {
        const result = renderVariables(variablesOf(all), 'dotenv', false);
        if (!result.ok) return;
        expect(parse(result.value)).toEqual(asObject(all));
        const ours = parseEnvFile(result.value, '');
        expect(ours.ok && Object.fromEntries([...ours.value.entries].map(([name, { value }]) => [name, value]))).toEqual(asObject(all));
      }),
    );
  });

  it('a shell that evaluates them has them, and does nothing else', () => {
    fc.assert(
      fc.property(values, (all) => {
        const script = `eval "$1"; unset PWD OLDPWD SHLVL _; env -0`;
        const output = execFileSync('sh', ['-c', script, 'sh', rendered('shell', false, variablesOf(all))], { env: {}, encoding: 'utf8' });
        const set = output.split('\0').filter((line) => line !== '');
        expect(Object.fromEntries(set.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))).toEqual(
          asObject(all),
        );
      }),
      { numRuns: 60 },
    );
  });
});
