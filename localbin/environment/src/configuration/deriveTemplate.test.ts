import { parseManifest } from '@dust-workspace/component';
import { expect, it } from 'vitest';
import { deriveTemplate } from './deriveTemplate.js';

function derive(text: string, env: string): unknown {
  const { manifest } = parseManifest(`description: it\nruntimes: { process: { command: [sleep] } }\nenv:\n${env}`, 'x');
  if (manifest === undefined) throw new Error('the manifest of the test is broken');
  const derived = deriveTemplate(text, 'it.env', manifest.env);
  return derived.ok ? derived.value : derived.diagnostics.map(({ message }) => message);
}

it('asks for secrets that are written out, and leaves everything else as it is', () => {
  const text =
    "# It.\nUSER=me\n\n# Said to clients.\nPASSWORD='on one machine'\nKEY=generate:hex:16\nURL=http://${PASSWORD}@host\n# ACCOUNT=\n";
  const env = '  USER: {}\n  PASSWORD: { secret: true }\n  KEY: { secret: true }\n  URL: { secret: true }\n';
  expect(derive(text, env)).toEqual({
    text: '# It.\nUSER=me\n\n# Said to clients.\nPASSWORD=TO_BE_REPLACED\nKEY=generate:hex:16\nURL=http://${PASSWORD}@host\n# ACCOUNT=\n',
    toFill: ['PASSWORD'],
  });
});

it('asks for what a component cannot start without, behind all that was there', () => {
  const env =
    '  HOST: { description: Where it is }\n  USER: { default: me }\n  MAYBE: { optional: true }\n  ACCOUNT: { without: nothing works }\n  PORT: {}\n';
  expect(derive('# It.\n\n# ACCOUNT=\n', env)).toEqual({
    text: '# It.\n\n# ACCOUNT=\n\n# Where it is.\nHOST=TO_BE_REPLACED\n\nPORT=TO_BE_REPLACED\n',
    toFill: ['HOST', 'PORT'],
  });
});

it('names what is still to be filled in, and what is no env file', () => {
  expect(derive('A=TO_BE_REPLACED\n', '  A: {}\n')).toEqual({ text: 'A=TO_BE_REPLACED\n', toFill: ['A'] });
  expect(derive('nonsense here\n', '  A: {}\n')).toEqual([expect.stringMatching(/^expected NAME=value/)]);
});
