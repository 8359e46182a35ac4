import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { installed, testedComponent, TestServer } from '@dust-workspace/postgresql/testing';

const component = await testedComponent(join(import.meta.dirname, '..'));
const servers: TestServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.dispose())));

function kept(server: TestServer): TestServer {
  servers.push(server);
  return server;
}

const kinds = [
  ...(installed.clients ? [{ name: 'the PostgreSQL of the host', options: {} }] : []),
  ...(installed.embedded ? [{ name: 'the PostgreSQL from npm', options: { major: 17 } }] : []),
];

describe.each(kinds)('serving $name', ({ options }) => {
  it('is the process that was started', async () => {
    const server = kept(await TestServer.withData({ component, ...options }));
    const main = server.launch();
    await server.ready();
    expect(server.pid).toBe(main.pid);
  });

  it('runs without the extension, and says so', async () => {
    const server = kept(await TestServer.withData({ component, ...options }));
    expect(await server.start()).toMatch(/^degraded: the timescaledb extension is not installed; running as plain PostgreSQL \d+$/);
  });

  it('refuses to start without the extension when that is required', async () => {
    const server = kept(await TestServer.make({ component, ...options, variables: { TIMESCALE_EXTENSION: 'required' } }));
    const { exitCode, log } = await server.startInVain();
    expect(exitCode).toBe(1);
    expect(log).toMatch(
      /^The timescaledb extension is not installed for PostgreSQL \d+ \(.*\), and TIMESCALE_EXTENSION is required\.\nInstall it/,
    );
    expect(existsSync(join(server.volume, 'data'))).toBe(false);
  });
});
