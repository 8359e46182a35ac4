import { describe, expect, it } from 'vitest';
import { composeFileFor, projectFile } from './composeFile.js';
import { parseDefinition } from './parseDefinition.js';
import type { ServiceDefinition } from './serviceDefinition.js';

function define(text: string): ServiceDefinition {
  const result = parseDefinition(text, { file: 'a/compose.yaml', directory: '/w/a', service: 'a', component: 'a' });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.value;
}

const definition = define(`services:
  a: { image: "a:$TAG", build: ., labels: [own=1], networks: [n, m], volumes: ["v:/v"] }
networks: { n: { labels: [own=2] }, m: { external: true } }
volumes: { v: { x-cache: true } }
`);

describe('composeFileFor', () => {
  it('adds labels, literally, to what Compose makes', () => {
    expect(composeFileFor(definition, { labels: { path: '/w/$a' }, resourceLabels: { place: '$w' } })).toEqual({
      services: {
        a: {
          image: 'a:$DSW_A__TAG',
          build: '/w/a',
          labels: { own: '1', path: '/w/$$a' },
          networks: { default: null, a_n: null, a_m: null },
          volumes: [{ type: 'volume', source: 'a_v', target: '/v' }],
        },
      },
      networks: { a_n: { labels: { own: '2', place: '$$w' } }, a_m: { external: true, name: 'm' } },
      volumes: { a_v: { labels: { place: '$$w' } } },
    });
  });

  it('takes another image instead of the one in the file, and of building it', () => {
    expect(composeFileFor(define('services: { a: { image: a, build: . } }'), { labels: {}, image: 'mirror/$a' })).toEqual({
      services: { a: { image: 'mirror/$$a', labels: {} } },
    });
  });
});

describe('projectFile', () => {
  it('puts all into one', () => {
    const files = [
      composeFileFor(definition, { labels: {} }),
      composeFileFor({ ...define('services: { a: { image: b } }'), component: 'b' }, { labels: {} }),
    ];
    expect(projectFile({ name: 'p', networkLabels: {} }, files)).toEqual({
      name: 'p',
      services: { a: expect.objectContaining({ image: 'a:$DSW_A__TAG' }), b: { image: 'b', labels: {} } },
      networks: { default: { labels: {} }, a_n: { labels: { own: '2' } }, a_m: { external: true, name: 'm' } },
      volumes: { a_v: { labels: {} } },
    });
  });
});
