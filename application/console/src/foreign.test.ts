import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer } from './server.js';
import { get, post, send } from './testing/request.js';
import { token } from './testing/runningConsole.js';
import { serverParts } from './testing/serverParts.js';

let server: FastifyInstance;
let url: string;
let port: string;

beforeAll(async () => {
  server = createServer(serverParts({ assets: new Map([['/', { type: 'text/html', etag: '"1"', content: Buffer.from('page') }]]) }));
  url = await server.listen({ host: '127.0.0.1', port: 0 });
  port = new URL(url).port;
});
afterAll(() => server.close());

const message =
  'This console answers only under its own address, so that no other website can read it or change anything through your browser.';
const reads = ['/api/status', '/api/events', '/api/components/redis/logs/follow', '/api/session', '/api/nothing'];

/** What a page elsewhere makes a browser send. */
const elsewhere: Readonly<Record<string, Record<string, string>>> = {
  'a page of another site': {
    origin: 'https://evil.example',
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'cors',
    'sec-fetch-dest': 'empty',
  },
  'an image or script of another site': { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
  'a sandboxed frame': { origin: 'null' },
  'an older browser, which only tells the origin': { origin: 'https://evil.example' },
  'a page of another port of this machine': { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-site' },
  'an event source of another port': { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
  'a form of another site': {
    origin: 'https://evil.example',
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
  },
  'a site whose name begins like this one': { origin: 'http://127.0.0.1.evil.example' },
};

describe.each(Object.entries(elsewhere))('%s', (_, headers) => {
  it('can read nothing', async () => {
    for (const path of reads) {
      const answer = await get(url, path, headers);
      expect([path, answer.status, JSON.parse(answer.body)]).toEqual([
        path,
        403,
        { message, remedy: `Open http://127.0.0.1:${port}/ instead.` },
      ]);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('can change nothing, not even with the token', async () => {
    for (const path of ['/api/components/redis/stop', '/api/workspace/up', '/api/codes', '/api/session']) {
      expect((await post(url, path, token, {}, headers)).status).toBe(403);
      const preflight = await send(url, 'OPTIONS', path, { ...headers, 'access-control-request-method': 'POST' });
      expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([403, undefined]);
    }
  });
});

describe('a name that was pointed at this machine (DNS rebinding)', () => {
  it.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '127.0.0.1:1'])('%s opens nothing', async (host) => {
    const own = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
    for (const path of reads) expect((await get(url, path, own)).status).toBe(403);
    expect((await post(url, '/api/workspace/up', token, {}, own)).status).toBe(403);
    for (const path of ['/', '/%zz', '/page/main.js']) {
      const { status, headers, body } = await get(url, path, { host, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' });
      expect([status, headers['content-type'], body]).toEqual([
        403,
        'text/plain; charset=utf-8',
        `${message}\nOpen http://127.0.0.1:${port}/ instead.\n`,
      ]);
    }
  });
});

describe('who is let in', () => {
  it('is every name of this machine, with the port or without', async () => {
    const hosts = ['127.0.0.1', 'localhost', '[::1]'].flatMap((name) => [name, `${name}:${port}`]);
    const answers = await Promise.all(hosts.map((host) => get(url, '/api/status', { host, origin: `http://${host}` })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  });

  it('is the page itself, whoever types its address, and a program without a browser', async () => {
    const own = { host: `localhost:${port}`, origin: `http://localhost:${port}`, 'sec-fetch-site': 'same-origin' };
    expect((await get(url, '/api/status', own)).status).toBe(200);
    expect((await get(url, '/api/status', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' })).status).toBe(200);
    expect((await get(url, '/api/status')).status).toBe(200);
    expect((await post(url, '/api/components/redis/start', token, {}, own)).status).toBe(202);
  });

  it('is who follows a link to the page, which shows nothing to the place of the link; a frame of it is not', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect([(await get(url, '/', link)).status, (await get(url, '/api/status', link)).status]).toEqual([200, 403]);
    expect((await get(url, '/', { ...link, 'sec-fetch-dest': 'iframe' })).status).toBe(403);
  });
});
