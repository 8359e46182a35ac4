import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chromiumNote, chromiumProgram, launchChromium, openPage } from '../testing/browser.js';
import { createConsole, threeComponents, type RealConsole } from '../testing/realConsole.js';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** What a page of somebody else tries, and what it learns: `blocked` where nothing. */
type Attempts = Readonly<Record<string, string>>;

describe.skipIf(chromiumProgram === undefined)(`pages of others in the same browser: ${chromiumNote}`, () => {
  let browser: Browser;
  let console: RealConsole;
  let foreign: Server;

  beforeAll(async () => {
    browser = await launchChromium('--host-resolver-rules=MAP evil.example 127.0.0.1');
    console = await createConsole(threeComponents());
    foreign = createServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>evil</title>'),
    );
    await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await browser.close();
    foreign?.close();
    await console?.remove();
  });

  it.each([
    ['another port of this machine', () => `http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`],
    ['another name', () => `http://evil.example:${(foreign.address() as AddressInfo).port}/`],
  ])('from %s can neither read nor change anything', async (_where, address) => {
    const victim = await openPage(browser);
    await victim.page.goto(`${console.url}/#token=${console.token}`);
    await victim.page.getByText('Live', { exact: true }).waitFor({ timeout: 60_000 });
    const attacker = await victim.page.context().newPage();
    const answers: { readonly method: string; readonly path: string; readonly status: number }[] = [];
    attacker.on('response', (response) => {
      if (response.url().startsWith(console.url))
        answers.push({ method: response.request().method(), path: new URL(response.url()).pathname, status: response.status() });
    });
    await attacker.goto(address());
    expect(await attacker.evaluate(attempt, { url: console.url, token: console.token })).toEqual({
      fetch: 'blocked',
      'fetch without cors': 'nothing to read',
      'fetch with a token': 'blocked',
      'post as a form would': 'blocked',
      events: 'blocked',
      'web socket': 'blocked',
      'a frame': 'nothing to read',
      'an image': 'blocked',
      'a script': 'blocked',
      'a style': 'blocked',
      'its opener': 'blocked',
    } satisfies Attempts);
    // A form may be sent, and is refused.
    await attacker.setContent(
      `<form method="post" action="${console.url}/api/components/store/start" enctype="text/plain"><input name="{}" value=""></form>`,
    );
    await Promise.all([
      attacker.waitForEvent('response', {
        predicate: (response) => response.request().method() === 'POST' && response.request().isNavigationRequest(),
      }),
      attacker.evaluate(() => document.querySelector('form')?.submit()),
    ]);

    const reached = answers.filter(({ status }) => status < 400);
    expect(reached.filter(({ method, path }) => method !== 'GET' || path.startsWith('/api/'))).toEqual([]);
    const { components, busy } = await console.status();
    expect(components.map(({ state }) => state)).toEqual(['stopped', 'stopped', 'stopped']);
    expect(busy).toBeNull();
    await victim.close();
  });

  it('cannot reach it under a name of their own that leads here', async () => {
    const { page, close } = await openPage(browser);
    const rebound = `http://evil.example:${console.port}`;
    for (const path of ['/', '/api/status', '/api/events', '/index.html'])
      expect((await page.goto(`${rebound}${path}`))?.status(), path).toBe(403);
    const seen = await page.evaluate(async (token) => {
      const read = await fetch('/api/status');
      const changed = await fetch('/api/components/store/start', {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{}',
      });
      return [read.status, changed.status, await read.text()] as const;
    }, console.token);
    expect(seen.slice(0, 2)).toEqual([403, 403]);
    expect(seen[2]).not.toContain('store');
    await close();
  });

  it('cannot have it run what they write into names and texts', async () => {
    const { page, errors, close } = await openPage(browser);
    await page.goto(`${console.url}/#/components/${encodeURIComponent('<img src=x onerror="document.title=1">')}`);
    await page.getByText('There is no component <img').waitFor({ timeout: 60_000 });
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    const blocked = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.ran = true';
      document.body.append(script);
      return 'ran' in globalThis;
    });
    expect(blocked).toBe(false);
    expect(errors.some((error) => error.includes('Content Security Policy'))).toBe(true);
    await close();
  });
});

/** Runs in the page of somebody else. */
async function attempt({ url, token }: { readonly url: string; readonly token: string }): Promise<Attempts> {
  const tried = (work: () => Promise<string>): Promise<string> => work().catch(() => 'blocked');
  const loaded = (element: HTMLElement): Promise<string> =>
    new Promise((resolve) => {
      element.addEventListener('load', () => resolve('loaded'));
      element.addEventListener('error', () => resolve('blocked'));
      document.body.append(element);
    });
  const json = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const change = `${url}/api/components/store/start`;
  return {
    fetch: await tried(async () => (await fetch(`${url}/api/status`)).text()),
    'fetch without cors': await tried(async () => {
      const { type } = await fetch(`${url}/api/status`, { mode: 'no-cors' });
      return type === 'opaque' ? 'nothing to read' : type;
    }).then((what) => (what === 'blocked' ? 'nothing to read' : what)),
    'fetch with a token': await tried(async () => (await fetch(change, { method: 'POST', headers: json, body: '{}' })).text()),
    'post as a form would': await tried(async () =>
      (await fetch(change, { method: 'POST', body: new URLSearchParams({ a: 'b' }) })).text(),
    ),
    events: await new Promise((resolve) => {
      const source = new EventSource(`${url}/api/events`);
      source.addEventListener('status', ({ data }: MessageEvent<string>) => resolve(data));
      source.addEventListener('error', () => {
        source.close();
        resolve('blocked');
      });
    }),
    'web socket': await new Promise((resolve) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/api/events`);
      socket.addEventListener('open', () => resolve('open'));
      socket.addEventListener('error', () => resolve('blocked'));
    }),
    'a frame': await new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.src = `${url}/`;
      frame.addEventListener('load', () => {
        try {
          resolve(frame.contentWindow?.document.body.textContent === '' ? 'nothing to read' : 'readable');
        } catch {
          resolve('nothing to read');
        }
      });
      document.body.append(frame);
    }),
    'an image': await loaded(Object.assign(document.createElement('img'), { src: `${url}/icon.svg` })),
    'a script': await loaded(Object.assign(document.createElement('script'), { src: `${url}/api/status` })),
    'a style': await loaded(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `${url}/api/status` })),
    'its opener': await tried(async () => {
      const other = window.open(`${url}/`);
      if (other === null) throw new Error('no window');
      await new Promise((resolve) => setTimeout(resolve, 500));
      // A window that has severed itself is closed for whoever opened it.
      const what = other.closed ? 'severed' : other.document.title;
      if (what === 'severed') throw new Error(what);
      return what;
    }),
  };
}
