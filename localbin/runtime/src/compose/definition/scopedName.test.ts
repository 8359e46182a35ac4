import { describe, expect, it } from 'vitest';
import { scopedName, scopedResource, scopedValues } from './scopedName.js';

describe('scopedName', () => {
  it('says whose variable it is', () => {
    expect(scopedName('dust-core', 'POSTGRES_PASSWORD')).toBe('DSW_DUST_CORE__POSTGRES_PASSWORD');
    expect(scopedValues('redis', { A: '1', B: '2' })).toEqual({ DSW_REDIS__A: '1', DSW_REDIS__B: '2' });
  });

  it('is another for every component and variable', () => {
    const components = ['a', 'a-b', 'b', 'b-c', 'a-b-c', 'ab', 'a1', 'a-1', 'x-a'];
    const variables = ['A', 'B_C', 'C', '_A', '__A', 'B__C', 'a', 'A_B', '_', '__'];
    const names = components.flatMap((component) => variables.map((variable) => scopedName(component, variable)));
    expect(new Set(names).size).toBe(components.length * variables.length);
  });
});

describe('scopedResource', () => {
  it('is no extension, which Compose would not see', () => {
    expect(scopedResource('redis', 'cache')).toBe('redis_cache');
    expect(scopedResource('x-redis', 'cache')).toBe('_x-redis_cache');
  });
});
