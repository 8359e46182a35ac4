import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HistoryAnswer, StatusAnswer } from './api.js';
import { loadAssets } from './assets.js';
import { createServer } from './server.js';
import { get } from './testing/request.js';

const status: StatusAnswer = {
  environment: 'local',
  runtime: 'process',
  at: '2025-01-01T12:00:00.000Z',
  components: [],
  probes: {},
  database: { state: 'absent', storage: null, since: null, reason: null, buffered: 0, dropped: 0 },
  diagnostics: [],
};
const history = (minutes: number): HistoryAnswer => ({
  from: 0,
  to: minutes * 60_000,
  sampleEvery: 10_000,
  source: 'memory',
  components: {},
});

let server: FastifyInstance;
let url: string;
const lines: string[] = [];

beforeAll(async () => {
  server = createServer({
    status: () => Promise.resolve(status),
    history: (minutes) => (minutes === 13 ? Promise.reject(new Error('sentinel')) : Promise.resolve(history(minutes))),
    assets: await loadAssets(fileURLToPath(new URL('..', import.meta.url))),
    log: (line) => void lines.push(line),
  });
  url = await server.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => server.close());

describe('the API', () => {
  it('answers status, history and health', async () => {
    const answers = await Promise.all(
      ['/api/status', '/api/history?minutes=5', '/api/history', '/api/health'].map((path) => get(url, path)),
    );

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(answers.map(({ body }) => JSON.parse(body) as unknown)).toEqual([status, history(5), history(60), { status: 'ok' }]);
    expect(answers.map(({ headers }) => headers['cache-control'])).toEqual(Array(4).fill('no-store'));
  });

  it('says what is wrong with a request', async () => {
    const answers = await Promise.all(['/api/history?minutes=0', '/api/nothing', '/%zz'].map((path) => get(url, path)));
    expect(answers.map(({ status, body }) => [status, JSON.parse(body) as unknown])).toEqual([
      [400, { message: 'minutes is a whole number from 1 to 360' }],
      [404, { message: 'there is nothing at /api/nothing' }],
      [400, { message: "'/%zz' is not a valid url component" }],
    ]);
  });

  it('tells its log, not the browser, why it failed', async () => {
    const { status, body } = await get(url, '/api/history?minutes=13');
    expect([status, body]).toEqual([500, '{"message":"the console failed; its log says why"}']);
    expect(lines).toEqual([expect.stringMatching(/^GET \/api\/history\?minutes=13 failed: Error: sentinel/)]);
  });
});

describe('a request with a foreign Host header', () => {
  it.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '127.0.0.1:1'])(
    '%s is refused with an explanation',
    async (host) => {
      const port = new URL(url).port;
      for (const path of ['/', '/api/status', '/api/nothing', '/%zz', '/page/main.js']) {
        const { status, headers, body } = await get(url, path, { host });
        expect([status, headers['content-type'], body]).toEqual([
          403,
          'text/plain; charset=utf-8',
          `This console answers only under its own address, so that no other website can read it through your browser.\nOpen http://127.0.0.1:${port}/ instead.\n`,
        ]);
      }
    },
  );

  it('is the only one that is refused', async () => {
    const port = new URL(url).port;
    const hosts = ['127.0.0.1', 'localhost', '[::1]'].flatMap((name) => [name, `${name}:${port}`]);
    const answers = await Promise.all(hosts.map((host) => get(url, '/api/health', { host })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  });
});

describe('the page', () => {
  it('is served with headers that keep other code and other sites out', async () => {
    const { status, headers } = await get(url, '/');
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('consists of nothing but what this server has: no other address, no inline code', async () => {
    const pages = [(await get(url, '/')).body];
    const seen = new Set<string>();
    const queue = referencesOf(pages[0] ?? '', '/');
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      if (seen.has(path) || path.startsWith('/api/')) continue;
      seen.add(path);
      const { status, body } = await get(url, path);
      expect([path, status]).toEqual([path, 200]);
      pages.push(body);
      queue.push(...referencesOf(body, path));
    }

    expect([...seen]).toEqual(expect.arrayContaining(['/style.css', '/icon.svg', '/page/main.js', '/page/lane.js', '/page/plot.js']));
    const addresses = pages.flatMap((text) => text.match(/(?:https?:)?\/\/[\w.[\]:-]+\.[\w$]+/g) ?? []);
    expect(
      [...new Set(addresses)].filter((address) => !['http://www.w3.org', 'http://127.0.0.1'].some((own) => address.startsWith(own))),
    ).toEqual([]);
    expect(pages[0]).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/);
  });

  it('is not sent again when the browser has it', async () => {
    const first = await get(url, '/style.css');
    const second = await get(url, '/style.css', { 'if-none-match': first.headers.etag ?? '' });
    expect([second.status, second.body]).toEqual([304, '']);
  });
});

/** What a page, style sheet or script asks the browser to load. */
function referencesOf(text: string, path: string): string[] {
  const found = [...text.matchAll(/(?:src|href)="([^"]+)"|from '([^']+)'|url\(([^)]+)\)/g)];
  return found.map(([, attribute, module, style]) => new URL(attribute ?? module ?? style ?? '', new URL(path, url)).pathname);
}
