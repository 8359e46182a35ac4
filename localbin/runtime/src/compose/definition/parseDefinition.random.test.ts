import { describe, expect, it } from 'vitest';
import { seeded } from '@dust-workspace/component/testing';
import type { Random } from '@dust-workspace/component/testing';
import { composeFileFor } from './composeFile.js';
import { definitionHash } from './hashes.js';
import { parseDefinition } from './parseDefinition.js';

const options = { file: 'a/compose.yaml', directory: '/w/a', service: 'a', component: 'a' };
const keys = [
  ...[
    'image',
    'build',
    'environment',
    'volumes',
    'ports',
    'networks',
    'secrets',
    'configs',
    'labels',
    'tmpfs',
    'env_file',
    'healthcheck',
    'deploy',
  ],
  ...[
    'source',
    'target',
    'published',
    'type',
    'context',
    'args',
    'test',
    'disable',
    'replicas',
    'mode',
    'name',
    'external',
    'file',
    'path',
    'x-cache',
  ],
  ...[
    'driver_opts',
    'device',
    'stop_grace_period',
    'stop_signal',
    'network_mode',
    'extends',
    'additional_contexts',
    '<<',
    '__proto__',
    'default',
    'a',
  ],
];
const scraps = [
  'a',
  './a',
  '..',
  '/b',
  ':',
  '::',
  '$A',
  '${B}',
  '${C:-./x:y}',
  '${D:-[}',
  '[',
  ']',
  '$$',
  '$',
  '{',
  '}',
  '=',
  '80',
  '/tcp',
  'bind',
  'tmpfs',
  'ro',
  ',',
  '~',
];

describe('parseDefinition, given anything', () => {
  it.each([1, 2, 3, 4])('either says what is wrong, or gives a definition that can be used (%i)', (seed) => {
    const random = seeded(seed);
    const outcomes = { sound: 0, refused: 0 };
    for (let round = 0; round < 500; round += 1) {
      const service = { image: 'a', ...mappingOf(random, 4) };
      const file = { services: { a: service }, volumes: mappingOf(random, 1), networks: value(random, 2), secrets: mappingOf(random, 2) };
      const text = JSON.stringify(file);
      const result = parseDefinition(text, options);
      if (result.ok) {
        outcomes.sound += 1;
        expect(definitionHash(result.value)).toBe(definitionHash(result.value));
        expect(composeFileFor(result.value, { labels: { a: 'b' } })).toHaveProperty(['services', 'a', 'labels', 'a'], 'b');
      } else {
        outcomes.refused += 1;
        for (const { file: place, range } of result.diagnostics)
          expect({ place, line: range?.start.line }).toEqual({ place: 'a/compose.yaml', line: 1 });
      }
    }
    expect(Math.min(outcomes.sound, outcomes.refused)).toBeGreaterThan(50);
  });
});

function value(random: Random, depth: number): unknown {
  switch (random(depth > 0 ? 8 : 5)) {
    case 0:
      return [null, true, false, 0, 1, 0.5, ''][random(7)];
    case 5:
    case 6:
      return Array.from({ length: random(3) }, () => value(random, depth - 1));
    case 7:
      return mappingOf(random, depth - 1);
    default:
      return Array.from({ length: 1 + random(4) }, () => scraps[random(scraps.length)]).join('');
  }
}

function mappingOf(random: Random, depth: number): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: random(4) }, () => [keys[random(keys.length)] ?? 'a', value(random, depth)]));
}
