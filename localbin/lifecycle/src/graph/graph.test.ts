import { describe, expect, it } from 'vitest';
import type { ComponentDependencies, Dependency } from '../dependencies.js';
import type { ComponentState } from '../status.js';
import { graphAsJson } from './graphAsJson.js';
import { graphAsMermaid } from './graphAsMermaid.js';
import { renderGraph } from './renderGraph.js';
import { selectGraph, startLevels } from './selectGraph.js';

const need = (component: string, condition: Dependency['condition'] = 'healthy', optional = false): Dependency => ({
  component,
  condition,
  optional,
});

/** In the order of starting. */
const all: ComponentDependencies[] = [
  { component: 'cache', needs: [] },
  { component: 'disk', needs: [] },
  { component: 'db', needs: [need('disk', 'prepared')] },
  { component: 'mail', needs: [] },
  { component: 'api', needs: [need('cache'), need('db', 'initialised'), need('mail', 'started', true)] },
  { component: 'console', needs: [need('api'), need('db'), need('mail', 'healthy', true)] },
  { component: 'lone', needs: [] },
];
const states = new Map<string, ComponentState>([
  ['console', 'stopped'],
  ['api', 'healthy'],
]);

describe('the graph', () => {
  it('is drawn as trees below what nobody needs, each unfolded once, and in the order of starting', () => {
    expect(renderGraph(all)).toBe(
      `console
├─ api
│  ├─ cache
│  ├─ db  (initialised)
│  │  └─ disk  (prepared)
│  └╌ mail  (wanted started)
├─ db  (as above)
└╌ mail  (wanted)
lone

start order:
  1  cache, disk, mail, lone
  2  db
  3  api
  4  console`,
    );
    expect(renderGraph([])).toBe('no components');
  });

  it('says states, in their colours', () => {
    const paint = (text: string, colour?: string): string => (colour === undefined || text === '' ? text : `<${colour} ${text}>`);
    expect(
      renderGraph(selectGraph(all, ['console']), { states, paint })
        .split('\n')
        .slice(0, 3),
    ).toEqual(['console  <dim stopped>', '<dim ├─ >api  <green healthy>', '<dim │  ├─ >cache']);
  });

  it('fits the terminal', () => {
    expect(renderGraph(all, { width: 16 })).toBe(
      `console
├─ api
│  ├─ cache
│  ├─ db  (init…
│  │  └─ disk  …
│  └╌ mail  (wa…
├─ db  (as abov…
└╌ mail  (wante…
lone

start order:
  1  cache,
     disk, mail,
     lone
  2  db
  3  api
  4  console`,
    );
  });

  it('of some components is theirs with all that they need and want', () => {
    expect(selectGraph(all, ['db']).map(({ component }) => component)).toEqual(['disk', 'db']);
    expect(selectGraph(all, ['api', 'lone']).map(({ component }) => component)).toEqual(['cache', 'disk', 'db', 'mail', 'api', 'lone']);
    expect(selectGraph(all, [])).toBe(all);
  });

  it('of a chain of a thousand is drawn as well', () => {
    const chain = Array.from({ length: 1_000 }, (_, index) => ({
      component: `c${index}`,
      needs: index === 0 ? [] : [need(`c${index - 1}`)],
    }));
    expect(startLevels(chain)).toHaveLength(1_000);
    expect(renderGraph(chain, { width: 80 }).split('\n')[0]).toBe('c999');
  });

  it('is a flowchart of Mermaid', () => {
    expect(graphAsMermaid(selectGraph(all, ['api']))).toBe(`flowchart TD
  c0["cache"]
  c1["disk"]
  c2["db"]
  c3["mail"]
  c4["api"]
  c2 -->|prepared| c1
  c4 --> c0
  c4 -->|initialised| c2
  c4 -.->|started| c3`);
    expect(
      graphAsMermaid(selectGraph(all, ['lone']), new Map([['lone', 'failed']]))
        .split('\n')
        .slice(0, 3),
    ).toEqual(['flowchart TD', '  c0["lone<br>failed"]:::red', '  classDef green fill:#c8e6c9,stroke:#546e7a,color:#102027']);
  });

  it('is JSON, with states where they were asked for', () => {
    const chosen = selectGraph(all, ['db']);
    expect(graphAsJson(chosen)).toEqual({ components: chosen, levels: [['disk'], ['db']] });
    expect(graphAsJson(selectGraph(all, ['lone']), new Map())).toEqual({
      components: [{ component: 'lone', needs: [], state: null }],
      levels: [['lone']],
    });
  });
});
