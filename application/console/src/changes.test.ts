import { ok } from '@dust-workspace/component';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHandOver } from './handOver.js';
import { createServer, type ServerParts } from './server.js';
import { get, post, send } from './testing/request.js';
import { token } from './testing/runningConsole.js';
import { serverParts } from './testing/serverParts.js';

let server: FastifyInstance | undefined;
let url: string;

async function serve(more: Partial<ServerParts> = {}): Promise<void> {
  await server?.close();
  server = createServer(serverParts(more));
  url = await server.listen({ host: '127.0.0.1', port: 0 });
}

beforeEach(() => serve());
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const json = { 'content-type': 'application/json' };
const bearer = { authorization: `Bearer ${token}` };
const changes = ['/api/components/redis/stop', '/api/workspace/up', '/api/runs/run-1/interrupt', '/api/codes'];
const said = ({ status, body }: { status: number; body: string }): unknown[] => [status, (JSON.parse(body) as { message: string }).message];

describe('a change', () => {
  it.each(changes)('%s takes the token', async (path) => {
    const wrong = [undefined, '', token, `Bearer`, `Bearer ${token}x`, `Bearer ${token.slice(1)}`, `Basic ${token}`, `Bearer x ${token}`];
    for (const authorization of wrong) {
      const answer = await send(url, 'POST', path, { ...json, ...(authorization === undefined ? {} : { authorization }) }, '{}');
      expect([authorization, ...said(answer), answer.headers['www-authenticate']]).toEqual([
        authorization,
        401,
        'a change takes the token of this console',
        'Bearer',
      ]);
    }
    expect((await send(url, 'POST', `${path}?token=${token}`, json, '{}')).status).toBe(401);
    expect((await send(url, 'GET', path, bearer)).status).toBe(404);
  });

  it.each(changes)('%s takes JSON, which no form can send', async (path) => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonx'])
      expect((await send(url, 'POST', path, { ...bearer, 'content-type': type }, '{}')).status).toBe(415);
    expect((await send(url, 'POST', path, bearer)).status).toBe(415);
  });

  it('is said in few words, and well', async () => {
    const path = '/api/components/redis/restore';
    expect((await send(url, 'POST', path, { ...json, ...bearer }, `{"set": "${'x'.repeat(20_000)}"}`)).status).toBe(413);
    expect((await send(url, 'POST', path, { ...json, ...bearer }, '{')).status).toBe(400);
    expect((await send(url, 'POST', path, { ...json, ...bearer })).status).toBe(400);
    const bodies: readonly (readonly [string, unknown])[] = [
      [path, []],
      [path, null],
      [path, { set: 1 }],
      [path, { set: 'x', consistent: true }],
      ['/api/components/redis/stop', { force: true }],
      ['/api/workspace/drill', { confirm: 'redis' }],
      ['/api/components/redis/restore', { set: 'x' }],
      ['/api/components/redis/restore', { confirm: 'REDIS' }],
    ];
    const answers = await Promise.all(bodies.map(([where, body]) => post(url, where, token, body)));
    expect(answers.map(said)).toEqual([
      [400, 'the body is a JSON object'],
      [400, 'the body is a JSON object'],
      [400, 'set is a string'],
      [400, 'restore takes no "consistent"'],
      [400, 'stop takes no "force"'],
      [400, 'drill takes no "confirm"'],
      [400, 'a restore of redis replaces its data, and is to be confirmed'],
      [400, 'a restore of redis replaces its data, and is to be confirmed'],
    ]);
  });

  it('is of a component, a verb or a run that there is', async () => {
    const paths = [
      '/api/components/none/stop',
      '/api/components/redis/purge',
      '/api/components/redis/clean',
      '/api/workspace/reset',
      '/api/runs/none/interrupt',
    ];
    const answers = await Promise.all(paths.map((path) => post(url, path, token)));
    expect(answers.map(said)).toEqual([
      [404, 'there is no component none'],
      [404, 'there is no verb purge here'],
      [404, 'there is no verb clean here'],
      [404, 'there is no verb reset here'],
      [404, 'there is no run none'],
    ]);
  });

  it('begins once what is in the way is gone', async () => {
    const restored = await post(url, '/api/components/redis/restore', token, { set: '2025', force: true, confirm: 'redis' });
    expect([restored.status, JSON.parse(restored.body)]).toEqual([202, { run: 'run-1' }]);
    expect(said(await post(url, '/api/workspace/up', token))).toEqual([
      409,
      'dsw restore redis is at work, since 1970-01-01T00:00:00.000Z',
    ]);
    expect((await post(url, '/api/runs/run-1/interrupt', token)).status).toBe(202);

    await serve({ working: () => Promise.resolve(ok('dsw up (process 1)')) });
    expect(said(await post(url, '/api/workspace/up', token))).toEqual([
      409,
      'another command works on this environment: dsw up (process 1)',
    ]);
  });

  it('is never made by a console without a token', async () => {
    await serve({ token: undefined });
    expect(said(await post(url, '/api/workspace/up', ''))).toEqual([401, 'this console has no token, and changes nothing']);
    expect(said(await post(url, '/api/workspace/up', 'undefined'))).toEqual([401, 'this console has no token, and changes nothing']);
    expect((await post(url, '/api/session', '', { code: 'code' })).status).toBe(401);
  });
});

describe('the token', () => {
  it('is handed over for a code, once and not for long', async () => {
    let time = 0;
    let count = 0;
    await serve({ handOver: createHandOver({ newCode: () => `code-${++count}`, now: () => new Date(time), lifetime: 60_000 }) });
    const issue = async (): Promise<unknown> => (JSON.parse((await post(url, '/api/codes', token)).body) as { code: unknown }).code;
    const redeem = async (code: unknown): Promise<unknown[]> => {
      const { status, body } = await send(url, 'POST', '/api/session', json, JSON.stringify({ code }));
      return [status, JSON.parse(body) as unknown];
    };
    const stale = [
      401,
      { message: 'the code in this address is wrong, used or too old', remedy: 'dsw console opens the page with a new one.' },
    ];

    expect([await issue(), await issue()]).toEqual(['code-1', 'code-2']);
    for (const wrong of ['code-3', '', 1, null, undefined, ['code-1']]) expect(await redeem(wrong)).toEqual(stale);
    expect(await redeem('code-1')).toEqual([200, { token }]);
    expect(await redeem('code-1')).toEqual(stale);
    time = 60_000;
    expect(await redeem('code-2')).toEqual(stale);
  });

  it('can be tried out', async () => {
    expect([(await get(url, '/api/session', bearer)).status, (await get(url, '/api/session')).status]).toEqual([204, 401]);
  });
});
