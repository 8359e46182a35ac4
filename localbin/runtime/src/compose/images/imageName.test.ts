import { fail, ok, problem } from '@dust-workspace/component';
import { expect, test } from 'vitest';
import { fullName, parseImageName } from './imageName.js';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

test.each([
  ['redis', { registry: 'docker.io', path: 'library/redis' }],
  ['redis:7.4-alpine', { registry: 'docker.io', path: 'library/redis', tag: '7.4-alpine' }],
  ['timescale/timescaledb:2.19.3-pg17', { registry: 'docker.io', path: 'timescale/timescaledb', tag: '2.19.3-pg17' }],
  ['docker.io/redis:7', { registry: 'docker.io', path: 'library/redis', tag: '7' }],
  ['index.docker.io/library/redis', { registry: 'docker.io', path: 'library/redis' }],
  ['localhost/redis', { registry: 'localhost', path: 'redis' }],
  ['localhost:5000/redis', { registry: 'localhost:5000', path: 'redis' }],
  ['[::1]:5000/redis:7', { registry: '[::1]:5000', path: 'redis', tag: '7' }],
  ['ghcr.io/owner/group/image:v1_2', { registry: 'ghcr.io', path: 'owner/group/image', tag: 'v1_2' }],
  ['Registry/redis', { registry: 'Registry', path: 'redis' }],
  ['owner/a__b-c--d.e', { registry: 'docker.io', path: 'owner/a__b-c--d.e' }],
  [`redis@${digest}`, { registry: 'docker.io', path: 'library/redis', digest }],
  [`quay.io:443/o/redis:7@${digest}`, { registry: 'quay.io:443', path: 'o/redis', tag: '7', digest }],
])('%s is read as Docker reads it', (reference, name) => {
  expect(parseImageName(reference)).toEqual(ok(name));
});

test.each([
  ['', 'it is empty'],
  ['redis 7', 'it has white space'],
  ['https://docker.io/redis', 'it begins with a scheme'],
  ['Redis', 'the name of a repository has no capital letters'],
  ['redis:', '"" is no tag'],
  ['redis:.7', '".7" is no tag'],
  ['redis:7:8', '"7:8" is no tag'],
  ['redis@sha256:123', '"sha256:123" is no digest'],
  ['/redis', '"/redis" is no name of a repository'],
  ['a//b', '"a//b" is no name of a repository'],
  ['example.org/', '"" is no name of a repository'],
  ['-a.org/redis', '"-a.org" is no name of a registry'],
  ['example.org:port/redis', '"example.org:port" is no name of a registry'],
  ['redis;rm', '"redis;rm" is no name of a repository'],
  ['${IMAGE}', 'the name of a repository has no capital letters'],
  ['0123456789abcdef'.repeat(4), 'it is the identifier of an image'],
  [`o/${'a'.repeat(250)}`, 'it is longer than 255 characters'],
])('"%s" is refused', (reference, wrong) => {
  const remedy = 'Write it as [REGISTRY/]NAME[:TAG], such as redis:7.4-alpine.';
  expect(parseImageName(reference)).toEqual(fail(problem('image-name', `"${reference}" is no name of an image: ${wrong}`, remedy)));
});

test('the full name has a registry, and a digest rather than a tag', () => {
  expect(fullName({ registry: 'docker.io', path: 'library/redis' })).toBe('docker.io/library/redis:latest');
  expect(fullName({ registry: 'ghcr.io', path: 'o/redis', tag: '7' })).toBe('ghcr.io/o/redis:7');
  expect(fullName({ registry: 'ghcr.io', path: 'o/redis', tag: '7', digest })).toBe(`ghcr.io/o/redis@${digest}`);
});
