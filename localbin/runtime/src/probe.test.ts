import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { probe, type ProbeResult } from './probe.js';
import { useProcessHarness } from './testing/useHarness.js';

const harness = useProcessHarness();
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serving(answer: (path: string) => number | 'nothing'): Promise<number> {
  const server = createServer((request, response) => {
    const status = answer(request.url ?? '');
    if (status !== 'nothing') response.writeHead(status, { location: '/elsewhere' }).end('a body');
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const process = { command: ['sleep', 'infinity'] };

async function ask(ready: object | undefined, port = 1, signal = new AbortController().signal): Promise<ProbeResult> {
  const manifest = { ports: { WEB_PORT: 80 }, runtimes: { process }, ...(ready === undefined ? {} : { ready }) };
  const instance = await harness().fromManifest('web', manifest, { ports: { WEB_PORT: port }, variables: { GREETING: 'hello' } });
  return probe(harness().runtime(), instance, signal);
}

const milliseconds = expect.any(Number) as number;

it('has nothing to ask of a component without a probe', async () => {
  expect(await ask(undefined)).toEqual({ kind: 'none' });
});

it('asks whether the leased port accepts', async () => {
  const port = await serving(() => 200);
  expect(await ask({ tcp: 'WEB_PORT' }, port)).toEqual({ kind: 'ready', milliseconds });
  await new Promise((resolve) => servers.pop()?.close(resolve));
  expect(await ask({ tcp: 'WEB_PORT' }, port)).toEqual({
    kind: 'not-ready',
    detail: `127.0.0.1:${port}: nobody listens yet`,
    milliseconds,
  });
});

it.each([200, 204, 302, 304])('takes HTTP status %i for ready', async (status) => {
  const port = await serving((path) => (path === '/healthz?x=1' ? status : 500));
  expect(await ask({ http: 'http://127.0.0.1:${WEB_PORT}/healthz?x=1' }, port)).toEqual({ kind: 'ready', milliseconds });
});

it.each([404, 503])('does not take HTTP status %i for ready', async (status) => {
  const port = await serving(() => status);
  const url = `http://127.0.0.1:${port}/`;
  expect(await ask({ http: 'http://127.0.0.1:${WEB_PORT}/' }, port)).toEqual({
    kind: 'not-ready',
    detail: `${url} answers ${status}`,
    milliseconds,
  });
});

it('does not take a URL that cannot be one, or a port that is not leased, for ready', async () => {
  expect(await ask({ http: 'http://127.0.0.1:${OTHER_PORT}/' })).toMatchObject({ detail: 'http://127.0.0.1:${OTHER_PORT}/ is not a URL' });
  expect(await ask({ tcp: 'OTHER_PORT' })).toMatchObject({ kind: 'not-ready', detail: 'OTHER_PORT has no leased port' });
});

it('gives up on a server that accepts and never answers', async () => {
  const controller = new AbortController();
  const port = await serving(() => {
    controller.abort();
    return 'nothing';
  });
  expect(await ask({ http: 'http://127.0.0.1:${WEB_PORT}/' }, port, controller.signal)).toEqual({
    kind: 'not-ready',
    detail: `http://127.0.0.1:${port}/: given up`,
    milliseconds,
  });
});

it('runs a command in the context of the component', async () => {
  expect(await ask({ command: ['sh', '-c', 'test "$GREETING" = hello && test "$DSW_COMPONENT" = web'] })).toEqual({
    kind: 'ready',
    milliseconds,
  });
  expect(await ask({ command: ['sh', '-c', 'echo starting >&2; exit 2'] })).toMatchObject({ kind: 'not-ready', detail: 'sh: starting' });
  expect(await ask({ command: ['sh', '-c', 'exit 2'] })).toMatchObject({ kind: 'not-ready', detail: 'sh: exit status 2' });
  expect(await ask({ command: ['no-such-probe'] })).toMatchObject({ detail: 'no-such-probe: no-such-probe: not found on PATH' });
});

it('hears from a command what is missing', async () => {
  expect(await ask({ command: ['sh', '-c', 'echo fine; echo "degraded: without the extension"; echo'] })).toEqual({
    kind: 'ready',
    degraded: 'without the extension',
    milliseconds,
  });
});
