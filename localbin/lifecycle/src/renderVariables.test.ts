import { parse } from 'dotenv';
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { ResolvedVariable } from '@dust-workspace/environment';
import { renderVariables } from './renderVariables.js';

const awkward = 'it\'s "two"  words, $HOME and #1';
const variables: readonly ResolvedVariable[] = [
  { name: 'A_PORT', value: '5432', secret: false, origin: { layer: 'lease' }, shadowed: [] },
  { name: 'NOTE', value: awkward, secret: false, origin: { layer: 'environment', file: 'env/local/a.env', line: 3 }, shadowed: [] },
  { name: 'PASSWORD', value: 'hunter2', secret: true, origin: { layer: 'shell' }, shadowed: [] },
];

describe('the variables of a component', () => {
  it('are a table with the place of each, secrets masked', () => {
    expect(renderVariables(variables.slice(0, 1), 'table', false)).toBe('A_PORT  5432  leased port');
    expect(renderVariables(variables, 'table', false)).toContain('PASSWORD  ****');
    expect(renderVariables(variables, 'table', false)).toContain('env/local/a.env:3');
  });

  it('are one flat object in JSON', () => {
    expect(JSON.parse(renderVariables(variables, 'json', false))).toEqual({ A_PORT: '5432', NOTE: awkward, PASSWORD: '****' });
  });

  it('are read back by dotenv as they are', () => {
    expect(parse(renderVariables(variables, 'dotenv', true))).toEqual({ A_PORT: '5432', NOTE: awkward, PASSWORD: 'hunter2' });
  });

  it('are set by a shell as they are', () => {
    const script = `${renderVariables(variables, 'shell', true)}\nprintf '%s|' "$A_PORT" "$NOTE" "$PASSWORD"`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(`5432|${awkward}|hunter2|`);
  });

  it('show no secret in any format unless it is revealed', () => {
    const masked = (['table', 'dotenv', 'json', 'shell'] as const).map((format) => renderVariables(variables, format, false));
    expect(masked.filter((text) => text.includes('hunter2'))).toEqual([]);
  });
});
