import type { Component } from '@dust-workspace/component';
import { describe, expect, it } from 'vitest';
import type { ComponentLayers, LayerName } from './layers.js';
import { resolveVariables } from './resolveVariables.js';
import { catalog, component } from './testing/component.js';

type Sources = Partial<Record<LayerName, Readonly<Record<string, string>>>>;

/** Resolves `components`, each with what its layers set besides the manifest. */
function resolve(components: readonly (readonly [Component, Sources])[], leases: Readonly<Record<string, number>> = {}) {
  const layers = components.map(([one, sources]): [string, ComponentLayers] => {
    const manifest = Object.fromEntries(
      Object.entries(one.manifest.env).flatMap(([name, { default: value }]) => (value === undefined ? [] : [[name, value]])),
    );
    return [
      one.name,
      {
        diagnostics: [],
        layers: Object.entries({ manifest, ...sources }).map(([name, values]) => ({
          name: name as LayerName,
          source: {
            file: `${name}.env`,
            entries: new Map(Object.entries(values).map(([key, value], index) => [key, { value, line: index + 1 }])),
          },
        })),
      },
    ];
  });
  const resolved = resolveVariables({ catalog: catalog(...components.map(([one]) => one)), layers: new Map(layers), leases });
  return {
    values: (name: string) =>
      Object.fromEntries([...(resolved.get(name)?.variables.values() ?? [])].map((variable) => [variable.name, variable.value])),
    variable: (name: string, key: string) => resolved.get(name)?.variables.get(key),
    problems: (name: string) => resolved.get(name)?.diagnostics.map(({ message }) => message),
    ports: (name: string) => resolved.get(name)?.ports,
  };
}

describe('the variables of a component', () => {
  it('come from the highest layer that sets them, and remember the others', () => {
    const a = component('a', { env: { LEVEL: { default: 'low' } } });
    const found = resolve([[a, { project: { LEVEL: 'project' }, environment: { LEVEL: 'environment' }, shell: { LEVEL: 'shell' } }]]);
    expect(found.variable('a', 'LEVEL')).toEqual({
      name: 'LEVEL',
      value: 'shell',
      secret: false,
      origin: { layer: 'shell' },
      shadowed: [
        { layer: 'environment', file: 'environment.env', line: 1 },
        { layer: 'project', file: 'project.env', line: 1 },
        { layer: 'manifest', file: 'manifest.env' },
      ],
    });
  });

  it('are those that the manifest declares, whatever else a layer holds', () => {
    const a = component('a', { env: { KNOWN: { default: '1' } } });
    expect(resolve([[a, { shell: { HOME: '/root', KNOWN: '2' } }]]).values('a')).toEqual({ KNOWN: '2' });
  });

  it('include leased ports with the host at which they are reached', () => {
    const a = component('a', { ports: { A_PORT: 5432, A_ADMIN_PORT: 5433 } });
    const found = resolve([[a, { environment: { A_ADMIN_PORT: '7000' } }]], { A_PORT: 20_001 });
    expect(found.values('a')).toEqual({ A_PORT: '20001', A_HOST: '127.0.0.1', A_ADMIN_PORT: '7000', A_ADMIN_HOST: '127.0.0.1' });
    expect(found.ports('a')).toEqual({ A_PORT: 20_001, A_ADMIN_PORT: 7_000 });
  });

  it('may refer to each other and to those of other components', () => {
    const db = component('db', { ports: { DB_PORT: 5432 }, env: { DB_USER: { default: 'dust' } } });
    const app = component('app', {
      env: { SCHEME: { default: 'pg' }, URL: { default: '${SCHEME}://${db.DB_USER}@${db.DB_HOST}:${db.DB_PORT}' } },
    });
    expect(
      resolve(
        [
          [db, {}],
          [app, {}],
        ],
        { DB_PORT: 21_000 },
      ).values('app'),
    ).toEqual({ SCHEME: 'pg', URL: 'pg://dust@127.0.0.1:21000' });
  });

  it('are secret when they contain a secret', () => {
    const db = component('db', { env: { PASSWORD: { secret: true } } });
    const app = component('app', { env: { URL: { default: 'pg://x:${db.PASSWORD}@h' } } });
    const found = resolve([
      [db, { environment: { PASSWORD: 'hidden' } }],
      [app, {}],
    ]);
    expect(found.variable('app', 'URL')).toMatchObject({ value: 'pg://x:hidden@h', secret: true });
  });

  it('fall back where what they refer to is absent', () => {
    const app = component('app', { env: { HOST: { default: '${db.DB_HOST:-nowhere}' } } });
    expect(resolve([[app, {}]]).values('app')).toEqual({ HOST: 'nowhere' });
  });

  it('are absent when they are optional and empty', () => {
    const app = component('app', { env: { PORT: { type: 'port', optional: true, default: '${db.DB_PORT:-}' } } });
    const found = resolve([[app, {}]]);
    expect([found.values('app'), found.problems('app')]).toEqual([{}, []]);
  });

  it('must not refer to each other in a circle', () => {
    const a = component('a', { env: { X: { default: '${Y}' }, Y: { default: '${X}' } } });
    expect(resolve([[a, {}]]).problems('a')?.[0]).toBe('variables refer to each other in a circle: a.X -> a.Y -> a.X');
  });

  it('must have a value, of their type, and not the placeholder of a template', () => {
    const a = component('a', {
      env: {
        NEEDED: {},
        SIZE: { type: 'integer', default: 'big' },
        KEY: { secret: true, default: 'TO_BE_REPLACED' },
        PIN: { type: 'integer', secret: true, default: 'x1' },
      },
    });
    expect(resolve([[a, {}]]).problems('a')).toEqual([
      'a needs a value for NEEDED',
      'a: SIZE must be a whole number, not "big"',
      'a: KEY still says TO_BE_REPLACED',
      'a: PIN must be a whole number',
    ]);
  });

  it('must refer to something', () => {
    const a = component('a', { env: { X: { default: '${db.NOPE}' } } });
    expect(resolve([[a, {}]]).problems('a')).toEqual(['a: X refers to ${db.NOPE}, which has no value']);
  });
});
