import { expect, test } from 'vitest';
import { failureSaid, pullFailureOf, pullProblem, type FailedImage } from './pullFailure.js';

const failed: FailedImage = {
  image: 'redis:7',
  component: 'cache',
  override: 'CACHE_IMAGE',
  registry: 'docker.io',
  access: { kind: 'anonymous' },
};

test.each([
  ['not-found', 'manifest for 127.0.0.1:5000/library/redis:8 not found: manifest unknown: manifest unknown'],
  [
    'not-found',
    'initializing source docker://127.0.0.1:5000/library/redis:8: reading manifest 8 in 127.0.0.1:5000/library/redis: manifest unknown',
  ],
  [
    'denied',
    "pull access denied for o/x, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
  ],
  ['denied', 'Head "http://127.0.0.1:5000/v2/a/b/manifests/1": no basic auth credentials'],
  ['denied', 'Get "https://registry-1.docker.io/v2/": unauthorized: incorrect username or password'],
  ['denied', 'initializing source docker://127.0.0.1:5000/a/b:1: reading manifest 1 in 127.0.0.1:5000/a/b: authentication required'],
  ['rate-limit', 'toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading'],
  ['unreachable', 'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.1:53: no such host'],
  ['unreachable', 'Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused'],
  [
    'unreachable',
    'Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
  ],
  ['unreachable', 'Get "https://registry-1.docker.io/v2/": net/http: TLS handshake timeout'],
  ['unreachable', 'Get "https://registry.example.org/v2/o/certificate-timeout/manifests/1": dial tcp 192.0.2.1:443: i/o timeout'],
  ['broken-off', 'unexpected EOF'],
  ['broken-off', 'read tcp 127.0.0.1:50000->127.0.0.1:5000: read: connection reset by peer'],
  ['untrusted', 'Get "https://registry.example.org/v2/": x509: certificate signed by unknown authority'],
  ['untrusted', 'Get "https://10.0.0.1:5000/v2/": http: server gave HTTP response to HTTPS client'],
  ['disk-full', 'failed to register layer: Error processing tar file(exit status 1): write /content: no space left on device'],
  ['disk-full', 'write /var/lib/docker/tmp/GetImageBlob123: no space left on device'],
  ['platform', 'no matching manifest for linux/amd64 in the manifest list entries'],
  [
    'platform',
    'choosing an image from manifest list docker://127.0.0.1:5000/a:1: no image found in manifest list for architecture amd64, variant "", OS linux',
  ],
  ['engine-gone', 'context canceled'],
  ['other', 'layers from manifest do not match image configuration'],
])('%s: %s', (kind, detail) => {
  expect(failureSaid(detail)).toEqual({ kind, detail });
});

test('an error of the connection is the engine that went away', () => {
  expect(pullFailureOf(Object.assign(new Error('connect ENOENT /var/run/docker.sock'), { code: 'ENOENT' }))).toEqual({
    kind: 'engine-gone',
    detail: '',
  });
});

test('a status of HTTP counts where the words tell nothing', () => {
  const error = Object.assign(new Error('(HTTP code 404) unexpected - it is not here '), { statusCode: 404 });
  expect(pullFailureOf(error)).toEqual({ kind: 'not-found', detail: 'it is not here' });
});

test('the problem names the image, the reason and every way on', () => {
  expect(pullProblem(failureSaid('dial tcp: connection refused'), failed)).toEqual({
    severity: 'error',
    code: 'image-unreachable',
    message: 'the image redis:7 of cache cannot be pulled: docker.io cannot be reached (the engine says: dial tcp: connection refused)',
    remedy: [
      'Check the network of this machine and the proxy of the engine, then try again.',
      'Set CACHE_IMAGE to use another image, DSW_REGISTRY to a mirror of Docker Hub, or DSW_RUNTIME=process to run without containers.',
    ].join('\n'),
  });
});

test('refused access says what became of the credentials', () => {
  const hindrance = 'docker-credential-pass, which keeps the credentials, is not installed';
  const reason = (access: FailedImage['access']): string => pullProblem({ kind: 'denied', detail: '' }, { ...failed, access }).message;
  expect(reason({ kind: 'anonymous' })).toMatch(/: docker\.io refuses access without credentials, or has no such image$/);
  expect(reason({ kind: 'anonymous', hindrance })).toMatch(
    /or has no such image; docker-credential-pass, which keeps .* is not installed$/,
  );
  expect(reason({ kind: 'credentials', auth: { serveraddress: 'x' } })).toMatch(
    /refuses access with the credentials that docker login stored/,
  );
});

test('a secret that an engine repeats is not shown', () => {
  const access = { kind: 'credentials', auth: { username: 'u', password: 'sentinel', serveraddress: 'x' } } as const;
  const { message } = pullProblem(failureSaid('bad header "sentinel"'), { ...failed, access });
  expect(message).toBe('the image redis:7 of cache cannot be pulled: bad header "***"');
});
