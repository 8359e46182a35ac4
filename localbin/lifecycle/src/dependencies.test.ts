import { ComponentGraph, manifestSchema, type Component } from '@dust-workspace/component';
import { expect, it } from 'vitest';
import { dependenciesOf } from './dependencies.js';

type Edges = Record<string, { needs?: Record<string, string>; wants?: Record<string, string> }>;

function componentsOf(edges: Edges): ReadonlyMap<string, Component> {
  return new Map(
    Object.entries(edges).map(([name, relations]): [string, Component] => {
      const manifest = manifestSchema.parse({ description: name, ...relations, runtimes: { process: { command: ['sleep', 'infinity'] } } });
      return [
        name,
        { name, kind: 'platform', root: `platform/${name}`, directory: `/w/platform/${name}`, manifest, hooks: { scripts: {} } },
      ];
    }),
  );
}

it('what components depend on is told in the order of starting, by name, with what is only wanted', () => {
  const components = componentsOf({
    app: { needs: { db: 'initialised', cache: 'healthy' }, wants: { mail: 'started', gone: 'healthy', db: 'healthy' } },
    cache: {},
    db: { needs: { disk: 'prepared' } },
    disk: {},
    mail: {},
  });
  expect(dependenciesOf(components, new ComponentGraph(components))).toEqual([
    { component: 'cache', needs: [] },
    { component: 'disk', needs: [] },
    { component: 'db', needs: [{ component: 'disk', condition: 'prepared', optional: false }] },
    { component: 'mail', needs: [] },
    {
      component: 'app',
      needs: [
        { component: 'cache', condition: 'healthy', optional: false },
        { component: 'db', condition: 'initialised', optional: false },
        { component: 'mail', condition: 'started', optional: true },
      ],
    },
  ]);
});
