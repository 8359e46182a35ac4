import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HookContext } from '@dust-workspace/component/hooks';
import { installed, testedComponent, TestServer } from '@dust-workspace/postgresql/testing';
import hooks from './index.js';
import type { Manifest } from './manifest.js';

const component = await testedComponent(join(import.meta.dirname, '..'));
const servers = [
  ...(installed.clients ? [{ name: 'the PostgreSQL of the host', options: {} }] : []),
  ...(installed.embedded ? [{ name: 'the PostgreSQL from npm', options: { major: 17 } }] : []),
];

describe.each(servers)('init with $name', ({ options }) => {
  const directory = mkdtempSync(join(tmpdir(), 'timescale-schema-'));
  let server: TestServer;

  beforeAll(async () => {
    mkdirSync(join(directory, 'config'));
    server = await TestServer.started({ component, ...options });
  }, 60_000);

  afterAll(async () => {
    await server.dispose();
    rmSync(directory, { recursive: true });
  });

  it('makes the database, says so once, and changes nothing the second time', async () => {
    await hooks.init(server.context());
    await hooks.init(server.context());
    expect(server.lines).toEqual(['made database metrics']);
  });

  it('applies the files of config/ to it', async () => {
    writeFileSync(join(directory, 'config', '010-first.sql'), 'create table if not exists first (name text)');
    await hooks.init(server.context({ directory }));
    const { rows } = await server.connected((client) => client.query('select count(*)::int from first'), 'metrics');
    expect(rows).toEqual([{ count: 0 }]);
  });

  it('demands the extension when the configuration does', async () => {
    const context: HookContext<Manifest> = server.context();
    const strict = { ...context, env: { ...context.env, TIMESCALE_EXTENSION: 'required' as const } };
    await expect(hooks.init(strict)).rejects.toThrow('the timescaledb extension is not installed, and TIMESCALE_EXTENSION is required');
  });

  it('tells what to do when the data know another password', async () => {
    const context: HookContext<Manifest> = server.context();
    const wrong = { ...context, env: { ...context.env, POSTGRES_PASSWORD: 'another' } };
    await expect(hooks.init(wrong)).rejects.toMatchObject({
      message: 'PostgreSQL does not let postgres in with the configured password: its data were made with another role or password',
      remedy: expect.stringContaining('volumes/test/set-password and restart timescale') as string,
    });
  });
});
