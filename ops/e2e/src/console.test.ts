import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '@dust-workspace/runtime/testing';
import { describe, expect, it } from 'vitest';
import { processesIn } from './testing/leftBy.js';
import { seen } from './testing/seen.js';
import { commandLinesDuring } from './testing/sentinel.js';
import { until } from './testing/until.js';
import { inWorkspace, repository, type Workspace } from './testing/workspace.js';

/** Met on any command line it would be found. */
const token = 'sentinel-7f3a-of-the-console';

const consoleWith = (port: number, env = `{ secret: true, default: ${token} }`): Record<string, string> => ({
  'application/console/component.yaml': `description: The console
profiles: [starter]
ports: { CONSOLE_PORT: ${port} }
env: { CONSOLE_TOKEN: ${env} }
runtimes: { process: { command: [node, "${repository}/application/console/dist/serve.js"] } }
ready: { http: 'http://127.0.0.1:\${CONSOLE_PORT}/api/health', within: 60s }
`,
});

const sleeper = 'description: Sleeps\nprofiles: [starter]\nruntimes: { process: { command: [sleep, infinity] } }\n';

/** A browser that notes what it was given, and the page behind it. */
const browser = { 'browser.sh': '#!/bin/sh\necho "$1" >"$0.opened"\n' };

async function withConsole(body: (workspace: Workspace, address: string) => Promise<void>, files: Readonly<Record<string, string>> = {}) {
  const port = await freePort();
  await inWorkspace({ ...consoleWith(port), ...browser, ...files }, (workspace) => body(workspace, `http://127.0.0.1:${port}/`));
}

async function post(address: string, path: string, body: unknown = {}, bearer?: string): Promise<{ status: number; said: unknown }> {
  const answer = await fetch(new URL(path, address), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }) },
    body: JSON.stringify(body),
  });
  return { status: answer.status, said: await answer.json() };
}

describe.concurrent('dsw console', () => {
  it('starts the console and opens it in a browser; no command line ever holds the token, nor what it is exchanged for', () =>
    withConsole(async (workspace, address) => {
      let code = '';
      const argv = await commandLinesDuring(async () => {
        const opened = await workspace.dsw('console', { env: { BROWSER: `'${workspace.path('browser.sh')}'` } });
        expect([opened.exitCode, opened.stdout]).toEqual([0, `the console of local is open in your browser: ${address}\n`]);
        expect(opened.stderr).toContain('console start: done');

        const url = (await workspace.read('browser.sh.opened')).trim();
        expect(fileURLToPath(url)).toBe(workspace.path('env/local/run/console/open.html'));
        expect((await stat(fileURLToPath(url))).mode & 0o777).toBe(0o600);
        const page = await workspace.read('env/local/run/console/open.html');
        expect(page).not.toContain(token);
        code = new RegExp(`url=${address}#code=([\\w-]+)"`).exec(page)?.[1] ?? '';
      });
      expect(argv).toEqual([]);
      expect(await post(address, 'api/session', { code })).toEqual({ status: 200, said: { token } });
      expect((await post(address, 'api/session', { code })).status).toBe(401);
    }));

  it('prints the address with the token where it is asked to, and where there is no browser, and nothing else', () =>
    withConsole(async (workspace, address) => {
      expect((await workspace.dsw('console --url')).stdout).toBe(`${address}#token=${token}\n`);
      expect(seen(workspace, await workspace.dsw('console --url'))).toEqual({
        exitCode: 0,
        stdout: `${address}#token=${token}`,
        stderr: '',
      });
      expect(JSON.parse((await workspace.dsw('console --json')).stdout)).toEqual({
        environment: 'local',
        component: 'console',
        address,
        url: `${address}#token=${token}`,
        readOnly: false,
      });
      expect(seen(workspace, await workspace.dsw('console'))).toEqual({
        exitCode: 0,
        stdout: `${address}#token=${token}`,
        stderr: 'there is no display, and no BROWSER is set: open this address yourself',
      });
      const broken = await workspace.dsw('console', { env: { BROWSER: 'false' } });
      expect(broken.stderr).toBe('no browser could be started: false: open this address yourself\n');
    }));

  it('says what to do where the console has no token, or another one than is configured', () =>
    withConsole(async (workspace, address) => {
      await workspace.write(consoleWith(Number(new URL(address).port), '{ secret: true, optional: true }'));
      const readOnly = await workspace.dsw('console --url');
      expect([readOnly.exitCode, readOnly.stdout]).toEqual([0, `${address}\n`]);
      expect(readOnly.stderr).toContain(
        'warning: console has no CONSOLE_TOKEN in this environment: the page is read only\n  To change that: ',
      );
      expect((await post(address, 'api/workspace/up', {}, 'undefined')).status).toBe(401);

      await workspace.write(consoleWith(Number(new URL(address).port)));
      const other = await workspace.dsw('console --url');
      expect([other.exitCode, other.stdout, other.stderr]).toEqual([
        1,
        '',
        'error: console runs with another token than the one that is configured\n  Run: dsw restart console\n',
      ]);
      await workspace.succeeds('restart console');
      expect((await workspace.dsw('console --url')).stdout).toBe(`${address}#token=${token}\n`);
    }));

  it('says that there is none', () =>
    inWorkspace({}, async (workspace) => {
      expect(seen(workspace, await workspace.dsw('console'))).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: 'error: no component of this workspace is a console\n  One declares the port CONSOLE_PORT and the variable CONSOLE_TOKEN.',
      });
    }));
});

describe.concurrent('what the console has started', () => {
  it('is not the console: it goes on when that is stopped, or killed', () =>
    withConsole(
      async (workspace, address) => {
        await workspace.succeeds('start console');
        await post(address, 'api/components/one/start', {}, token);
        await until('it runs', async () => (await workspace.status())['one']?.state === 'running');
        await until('the run is over', async () => (await (await fetch(new URL('api/status', address))).text()).includes('"busy":null'));
        await workspace.succeeds('stop console');
        expect(processesIn(workspace.root)).toEqual(['sleep infinity']);
        expect(await workspace.status()).toMatchObject({ one: { state: 'running' }, console: { state: 'stopped' } });
      },
      { 'platform/one/component.yaml': sleeper },
    ));

  it('is brought to an end in good order when the console is killed', () =>
    withConsole(
      async (workspace, address) => {
        await workspace.succeeds('start console');
        await post(address, 'api/components/one/init', {}, token);
        await until('its hook waits', async () => (await workspace.read('waiting').catch(() => '')) !== '');
        const pid = Number((await workspace.read('env/local/run/console/process')).split(' ')[0]);
        process.kill(-pid, 'SIGKILL');
        await until('the lock is free', async () => (await workspace.read('env/local/run/lock').catch(() => '')) === '');
        expect(processesIn(workspace.root).filter((line) => line.includes('runMain') || line.includes('init.sh'))).toEqual([]);
      },
      {
        'platform/one/component.yaml': `${sleeper}init: {}\n`,
        'platform/one/scripts/init.sh': 'echo x >"$DSW_WORKSPACE/waiting"; sleep 1000\n',
      },
    ));
});
