import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAssets } from './assets.js';
import { createServer } from './server.js';
import { get } from './testing/request.js';
import { serverParts } from './testing/serverParts.js';

let server: FastifyInstance;
let url: string;
const lines: string[] = [];

beforeAll(async () => {
  const parts = serverParts({ log: (line) => void lines.push(line) });
  server = createServer({
    ...parts,
    history: (query) => (query.minutes === 13 ? Promise.reject(new Error('sentinel')) : parts.history(query)),
    assets: await loadAssets(fileURLToPath(new URL('..', import.meta.url))),
  });
  url = await server.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => server.close());

describe('the API', () => {
  it('answers what is asked, and lets nobody keep it', async () => {
    const paths = ['/api/health', '/api/status', '/api/history', '/api/components/redis/logs', '/api/backups', '/api/runs'];
    const answers = await Promise.all(paths.map((path) => get(url, path)));

    expect(answers.map(({ status }) => status)).toEqual(Array(paths.length).fill(200));
    expect(answers.map(({ headers }) => headers['cache-control'])).toEqual(Array(paths.length).fill('no-store'));
    expect(JSON.parse(answers[1]?.body ?? '')).toMatchObject({ environment: 'local', self: 'console' });
  });

  it('says what is wrong with a request', async () => {
    const paths = [
      '/api/history?minutes=0',
      '/api/components/redis/logs?tail=x',
      '/api/components/other',
      '/api/backups/none',
      '/api/runs/none',
      '/api/nothing',
      '/%zz',
    ];
    const answers = await Promise.all(paths.map((path) => get(url, path)));
    expect(answers.map(({ status, body }) => [status, (JSON.parse(body) as { message: string }).message])).toEqual([
      [400, 'minutes is a whole number from 1 to 10080'],
      [400, 'tail is a whole number from 1 to 5000'],
      [404, 'there is no component other'],
      [404, 'there is no set none'],
      [404, 'there is no run none'],
      [404, 'there is nothing at /api/nothing'],
      [400, "'/%zz' is not a valid url component"],
    ]);
  });

  it('tells its log, not the browser, why it failed', async () => {
    const { status, body } = await get(url, '/api/history?minutes=13');
    expect([status, body]).toEqual([500, '{"message":"the console failed; its log says why"}']);
    expect(lines).toEqual([expect.stringMatching(/^GET \/api\/history\?minutes=13 failed: Error: sentinel/)]);
  });
});

describe('the page', () => {
  it('is served with headers that keep other code and other sites out', async () => {
    const { status, headers } = await get(url, '/');
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('consists of nothing but what this server has: no other address, no inline code', async () => {
    const page = (await get(url, '/')).body;
    const seen = new Set<string>();
    const queue = referencesOf(page, '/');
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      if (seen.has(path) || path.startsWith('/api/')) continue;
      seen.add(path);
      const { status, body } = await get(url, path);
      expect([path, status]).toEqual([path, 200]);
      if (path.endsWith('.css')) queue.push(...referencesOf(body, path));
    }

    expect([...seen]).toEqual(expect.arrayContaining([expect.stringMatching(/\.js$/), expect.stringMatching(/\.css$/)]));
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/);
  });

  it('is not sent again when the browser has it', async () => {
    const first = await get(url, '/');
    const second = await get(url, '/', { 'if-none-match': first.headers.etag ?? '' });
    expect([second.status, second.body]).toEqual([304, '']);
  });

  it('is a text that says what to do where it is not built', async () => {
    const assets = await loadAssets('/nowhere');
    expect([...assets].map(([path, { type, content }]) => [path, type, content.toString()])).toEqual([
      ['/', 'text/plain; charset=utf-8', 'The page is not built. Run: npm run build\n'],
    ]);
  });
});

/** What a page or style sheet asks the browser to load. */
function referencesOf(text: string, path: string): string[] {
  const found = [...text.matchAll(/(?:src|href)="([^"]+)"|url\(([^)]+)\)/g)];
  return found.map(([, attribute, style]) => new URL(attribute ?? style ?? '', new URL(path, url)).pathname);
}
