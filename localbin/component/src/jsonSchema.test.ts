import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { manifestJsonSchema } from './jsonSchema.js';

describe('manifestJsonSchema', () => {
  it('describes what may be written', () => {
    const schema = JSON.parse(manifestJsonSchema()) as {
      required: string[];
      anyOf: object[];
      properties: Record<string, object>;
      additionalProperties: boolean;
    };
    expect(schema.required).toEqual(['description']);
    expect(schema.anyOf).toEqual([{ required: ['runtimes'] }, { required: ['source'] }]);
    expect(Object.keys(schema.properties)).toEqual([
      'description',
      'profiles',
      'needs',
      'wants',
      'ports',
      'env',
      'runtimes',
      'source',
      'folder',
      'prep',
      'ready',
      'init',
      'test',
      'host',
    ]);
    expect(schema.additionalProperties).toBe(false);
    expect(schema.properties['ready']).toMatchObject({ anyOf: [{ required: ['command'] }, { required: ['tcp'] }, { required: ['http'] }] });
  });

  it('gives every key a description for editors', () => {
    const undescribed = Object.entries(propertiesIn('', JSON.parse(manifestJsonSchema()))).filter(
      ([, schema]) => !('description' in schema),
    );
    expect(undescribed.map(([path]) => path)).toEqual([]);
  });

  it('is committed as it is', () => {
    expect(readFileSync(new URL('../component.schema.json', import.meta.url), 'utf8')).toBe(manifestJsonSchema());
  });

  it('is printed as Prettier prints it', async () => {
    const options = await resolveConfig(import.meta.filename);
    expect(await format(manifestJsonSchema(), { ...options, parser: 'json' })).toBe(manifestJsonSchema());
  });
});

function propertiesIn(path: string, schema: unknown): Record<string, object> {
  if (typeof schema !== 'object' || schema === null) return {};
  const properties = 'properties' in schema ? (schema.properties as Record<string, object>) : {};
  const here = Object.entries(properties).map(([key, value]) => [`${path}/${key}`, value] as const);
  const below = Object.entries({ ...schema, properties: undefined }).map(([, value]) => propertiesIn(path, value));
  return Object.assign(Object.fromEntries(here), ...below, ...here.map(([at, value]) => propertiesIn(at, value))) as Record<string, object>;
}
