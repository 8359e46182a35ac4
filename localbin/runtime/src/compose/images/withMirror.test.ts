import { fail, ok, problem } from '@dust-workspace/component';
import { expect, test } from 'vitest';
import { withMirror } from './withMirror.js';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

test.each([
  ['redis:7', 'mirror.example.org', 'mirror.example.org/library/redis:7'],
  ['redis', 'mirror.example.org/', 'mirror.example.org/library/redis'],
  ['timescale/timescaledb:2', 'mirror.example.org', 'mirror.example.org/timescale/timescaledb:2'],
  ['docker.io/redis:7', '127.0.0.1:5000', '127.0.0.1:5000/library/redis:7'],
  [`redis:7@${digest}`, 'localhost/hub/all//', `localhost/hub/all/library/redis:7@${digest}`],
  ['redis:7', '', 'redis:7'],
  ['ghcr.io/owner/image:1', 'mirror.example.org', 'ghcr.io/owner/image:1'],
  ['localhost/image:1', 'mirror.example.org', 'localhost/image:1'],
])('%s from the mirror "%s" is %s', (reference, registry, expected) => {
  expect(withMirror(reference, registry)).toEqual(ok(expected));
});

test.each([
  ['https://mirror.example.org', 'it begins with a scheme'],
  ['mirror.example.org mirror', 'it has white space'],
  ['mirror', '"mirror" is no host: it has neither a dot nor a port'],
  ['/', '"" is no host: it has neither a dot nor a port'],
  ['mirror.example.org/a//b', '"mirror.example.org/a//b" is no path in a registry'],
  ['mirror.example.org/a:1', '"mirror.example.org/a:1" is no path in a registry'],
  ['mirror.example.org/Hub', '"mirror.example.org/Hub/library/redis:7" would be no name of an image'],
])('the prefix "%s" is refused', (registry, wrong) => {
  const message = `DSW_REGISTRY is "${registry}", which is no prefix of images: ${wrong}`;
  const remedy = 'Set it to HOST[:PORT][/PATH], such as mirror.example.org or 127.0.0.1:5000.';
  expect(withMirror('redis:7', registry)).toEqual(fail(problem('registry-prefix', message, remedy)));
});

test('what is no image has no mirror', () => {
  expect(withMirror('Redis', 'mirror.example.org')).toMatchObject({ ok: false, diagnostics: [{ code: 'image-name' }] });
});

test('credentials in the prefix are refused and not shown', () => {
  const refused = withMirror('redis:7', 'user:sentinel@mirror.example.org');
  expect(refused).toMatchObject({ ok: false, diagnostics: [{ code: 'registry-prefix' }] });
  expect(JSON.stringify(refused)).not.toContain('sentinel');
});
