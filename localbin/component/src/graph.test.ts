import { describe, expect, it } from 'vitest';
import type { Component } from './component.js';
import { ComponentGraph } from './graph.js';
import { manifestSchema } from './manifest.js';

type Edges = Record<string, { needs?: string[]; wants?: string[] }>;

function graphOf(edges: Edges): ComponentGraph {
  const started = (names: string[] = []) => Object.fromEntries(names.map((name) => [name, 'started']));
  const components = Object.entries(edges).map(([name, { needs, wants }]): [string, Component] => {
    const manifest = manifestSchema.parse({
      description: name,
      needs: started(needs),
      wants: started(wants),
      runtimes: { process: { command: ['sleep', 'infinity'] } },
    });
    return [name, { name, kind: 'platform', root: `platform/${name}`, directory: `/w/platform/${name}`, manifest, hooks: { scripts: {} } }];
  });
  return new ComponentGraph(new Map(components));
}

/** console needs api; api needs timescale and redis, and wants mail; mail and timescale need disk; lone needs nothing. */
const graph = graphOf({
  console: { needs: ['api'] },
  api: { needs: ['timescale', 'redis'], wants: ['mail'] },
  mail: { needs: ['disk'] },
  timescale: { needs: ['disk'] },
  redis: {},
  disk: {},
  lone: {},
});

describe('ComponentGraph', () => {
  it('knows who needs and wants whom directly', () => {
    expect(graph.needsOf('api')).toEqual(['redis', 'timescale']);
    expect(graph.wantsOf('api')).toEqual(['mail']);
    expect(graph.dependentsOf('disk')).toEqual(['mail', 'timescale']);
    expect(graph.dependentsOf('mail')).toEqual([]);
  });

  it('takes the closure over needs, but not over wants', () => {
    expect(graph.closure(['console'])).toEqual(['disk', 'redis', 'timescale', 'api', 'console']);
    expect(graph.closure(['lone', 'mail'])).toEqual(['disk', 'lone', 'mail']);
    expect(graph.closure([])).toEqual([]);
  });

  it('takes the closure over those that need a component', () => {
    expect(graph.dependentsClosure(['disk'])).toEqual(['disk', 'mail', 'timescale', 'api', 'console']);
    expect(graph.dependentsClosure(['console', 'lone'])).toEqual(['console', 'lone']);
  });

  it('orders needs and wants first, and else alphabetically', () => {
    expect(graph.order(['timescale', 'mail', 'lone', 'disk', 'console', 'redis', 'api'])).toEqual([
      'disk',
      'mail',
      'redis',
      'timescale',
      'api',
      'console',
      'lone',
    ]);
  });

  it('orders by what lies between, also where that is not asked for', () => {
    expect(graph.order(['console', 'disk'])).toEqual(['disk', 'console']);
    expect(graph.levels(['console', 'disk'])).toEqual([['disk'], ['console']]);
  });

  it('groups what can start together', () => {
    expect(graph.levels(['console', 'api', 'mail', 'timescale', 'redis', 'disk', 'lone'])).toEqual([
      ['disk', 'lone', 'redis'],
      ['mail', 'timescale'],
      ['api'],
      ['console'],
    ]);
    expect(graph.levels(['api', 'redis', 'mail'])).toEqual([['mail', 'redis'], ['api']]);
  });

  it('gives names outside the catalog no edges, and leaves out edges to them', () => {
    const partial = graphOf({ api: { needs: ['gone'] } });
    expect(partial.needsOf('api')).toEqual([]);
    expect(partial.needsOf('gone')).toEqual([]);
    expect(partial.closure(['api', 'gone'])).toEqual(['api', 'gone']);
  });

  it('orders a chain of five thousand', () => {
    const name = (index: number) => `c${String(index).padStart(4, '0')}`;
    const chain = graphOf(
      Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [name(index), { needs: index === 0 ? [] : [name(index - 1)] }])),
    );
    expect(chain.order([name(4_999), name(0)])).toEqual([name(0), name(4_999)]);
    expect(chain.levels([name(4_999), name(2), name(0)])).toEqual([[name(0)], [name(2)], [name(4_999)]]);
  });
});
