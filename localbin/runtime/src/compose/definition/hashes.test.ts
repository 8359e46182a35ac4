import { describe, expect, it } from 'vitest';
import { configurationHash, definitionHash } from './hashes.js';
import { parseDefinition } from './parseDefinition.js';
import type { ServiceDefinition } from './serviceDefinition.js';

function define(text: string): ServiceDefinition {
  const result = parseDefinition(text, { file: 'a/compose.yaml', directory: '/w/a', service: 'a', component: 'a' });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.value;
}

const definition = define('services:\n  a:\n    image: a\n    environment: { X: "$X", Y: "1" }\n');

describe('definitionHash', () => {
  it('does not change with what means the same', () => {
    const same = define('# the same\nservices:\n  b: { image: b }\n  a:\n    environment:\n      Y: "1"\n      X: $X\n    "image": a\n');
    expect(definitionHash(same)).toBe(definitionHash(definition));
    expect(definitionHash(definition)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    'services:\n  a:\n    image: b\n    environment: { X: "$X", Y: "1" }\n',
    'services:\n  a:\n    image: a\n    environment: { X: "$Y", Y: "1" }\n',
    'services:\n  a:\n    image: a\n    environment: { X: "$X", Y: "1", Z: "" }\n',
    'services:\n  a:\n    image: a\n    environment: { X: "$X", Y: 1 }\n    networks: [n]\nnetworks: { n: }\n',
  ])('changes with the definition: %j', (text) => {
    expect(definitionHash(define(text))).not.toBe(definitionHash(definition));
  });

  it('changes with the content of a file, and with their order', () => {
    const hashes = [[], ['a', 'b'], ['b', 'a'], ['ab'], [Buffer.from('ab'), '']].map((contents) => definitionHash(definition, contents));
    expect(new Set(hashes).size).toBe(5);
    expect(definitionHash(definition, [Buffer.from('ab')])).toBe(definitionHash(definition, ['ab']));
  });
});

describe('configurationHash', () => {
  it('changes with the values that are referred to, and with no others', () => {
    const hash = configurationHash(definition, { DSW_A__X: '1', DSW_A__Y: '1' });
    expect(configurationHash(definition, { DSW_A__Y: '2', DSW_A__X: '1' })).toBe(hash);
    const others = [
      configurationHash(definition, { DSW_A__X: '2' }),
      configurationHash(definition, { DSW_A__X: '' }),
      configurationHash(definition, {}),
      configurationHash(definition, { DSW_A__X: '1' }, { image: 'sha256:1' }),
      configurationHash(definition, { DSW_A__X: '1' }, { fileContents: ['a'] }),
    ];
    expect(new Set([hash, ...others]).size).toBe(6);
  });

  it('does not show a value', () => {
    expect(configurationHash(definition, { DSW_A__X: 'secret' })).toMatch(/^[0-9a-f]{64}$/);
  });
});
