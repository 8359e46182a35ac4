import { expect, it } from 'vitest';
import { diffVariables } from './diffVariables.js';
import { explainVariable } from './explainVariable.js';
import type { ComponentLayers } from './layers.js';
import { resolveVariables, type ComponentVariables, type ResolveInput } from './resolveVariables.js';
import { catalog, component } from './testing/component.js';

const store = component('store', { ports: { STORE_PORT: 5432 }, env: { USER: { default: 'me' }, KEY: { secret: true, optional: true } } });
const web = component('web', { env: { USER: { secret: true }, URL: { default: 'store:${store.STORE_PORT}/${USER}' } } });

const layer = (name: 'environment' | 'manifest', values: Record<string, string>): ComponentLayers['layers'][number] => ({
  name,
  source: { file: `${name}.env`, entries: new Map(Object.entries(values).map(([key, value], index) => [key, { value, line: index + 1 }])) },
});
const input = (values: { store: Record<string, string>; web: Record<string, string> }, port: number): ResolveInput => ({
  catalog: catalog(store, web),
  environment: 'local',
  layers: new Map([
    ['store', { diagnostics: [], layers: [layer('manifest', { USER: 'me' }), layer('environment', values.store)] }],
    [
      'web',
      { diagnostics: [], layers: [layer('manifest', { URL: 'store:${store.STORE_PORT}/${USER}' }), layer('environment', values.web)] },
    ],
  ]),
  leases: { STORE_PORT: port },
  runtimes: new Map(),
});

it('a variable is explained in every component that has it', () => {
  const given = input({ store: { USER: 'you' }, web: { USER: 'secret' } }, 20_000);
  const explained = (name: string) => explainVariable(name, given, resolveVariables(given));
  expect(explained('USER')).toMatchObject([
    {
      component: 'store',
      declared: { kind: 'variable', variable: { secret: false } },
      resolved: { value: 'you' },
      setBy: [{ layer: 'environment', file: 'environment.env', line: 1 }, { layer: 'manifest' }],
      references: [],
    },
    { component: 'web', declared: { variable: { secret: true } }, resolved: { value: 'secret', secret: true } },
  ]);
  expect(explained('URL')).toMatchObject([
    { component: 'web', resolved: { value: 'store:20000/secret', secret: true }, references: ['store.STORE_PORT', 'USER'] },
  ]);
  expect(explained('STORE_PORT')).toMatchObject([{ declared: { kind: 'port', inside: 5432 }, resolved: { value: '20000' }, setBy: [] }]);
  expect(explained('STORE_HOST')).toMatchObject([{ declared: { kind: 'host' }, resolved: { value: '127.0.0.1' } }]);
  expect(explained('KEY')).toEqual([expect.not.objectContaining({ resolved: expect.anything() })]);
  for (const name of ['NOBODY', 'constructor', '__proto__', 'toString']) expect(explained(name)).toEqual([]);
});

it('what differs between two environments is told by name, and of secrets no value', () => {
  const resolved = (...given: Parameters<typeof input>): ReadonlyMap<string, ComponentVariables> => resolveVariables(input(...given));
  const first = resolved({ store: { USER: 'you' }, web: { USER: 'one' } }, 20_000);
  const second = resolved({ store: { KEY: 'two' }, web: { USER: 'two' } }, 20_020);
  expect(diffVariables(first, second)).toEqual([
    { kind: 'value', component: 'store', name: 'STORE_PORT', first: '20000', second: '20020' },
    { kind: 'value', component: 'store', name: 'USER', first: 'you', second: 'me' },
    { kind: 'secret', component: 'store', name: 'KEY', setIn: 'second' },
    { kind: 'secret', component: 'web', name: 'USER', setIn: 'both' },
    { kind: 'secret', component: 'web', name: 'URL', setIn: 'both' },
  ]);
  expect(diffVariables(first, first)).toEqual([]);
});
