import { expect, it } from 'vitest';
import { dependencyEdges } from './dependencyEdges.js';
import type { ComponentFacts } from './facts.js';

const sound = (name: string, needs: readonly string[], wants: readonly string[]): ComponentFacts => ({
  kind: 'sound',
  file: `platform/${name}/component.yaml`,
  name,
  description: name,
  profiles: [],
  needs: Object.fromEntries(needs.map((need) => [need, 'started'])),
  wants,
  witnesses: [],
});

it('connects projects by what their components need and want, under the names that they have in Nx', () => {
  const components = [sound('a', [], []), sound('b', ['a'], []), sound('c', ['b', 'gone'], ['a', 'broken'])];
  const broken: ComponentFacts = { kind: 'broken', file: 'platform/broken/component.yaml', name: 'broken', witnesses: [] };
  const projects = {
    '@scope/a': { root: 'platform/a' },
    b: { root: 'platform/b' },
    c: { root: 'platform/c' },
    broken: { root: 'platform/broken' },
    other: { root: 'localbin/other' },
  };
  expect(dependencyEdges([...components, broken], projects)).toEqual([
    { source: 'b', target: '@scope/a', type: 'implicit' },
    { source: 'c', target: 'b', type: 'implicit' },
    { source: 'c', target: '@scope/a', type: 'implicit' },
  ]);
});
