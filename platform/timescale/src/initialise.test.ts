import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dumpUnavailable } from './dumpUnavailable.js';
import { engine } from './engine.js';
import { initialise } from './initialise.js';
import { installed, TestServer } from './testing/testServer.js';
import { inspect } from './inspect.js';

const servers = [
  ...(installed.clients ? [{ name: 'the PostgreSQL of the host', options: {} }] : []),
  ...(installed.embedded ? [{ name: 'the PostgreSQL from npm', options: { major: 17 } }] : []),
];

describe.each(servers)('init with $name', ({ options }) => {
  const directory = mkdtempSync(join(tmpdir(), 'timescale-schema-'));
  let server: TestServer;

  beforeAll(async () => {
    mkdirSync(join(directory, 'config'));
    server = await TestServer.started(options);
  }, 60_000);

  afterAll(async () => {
    await server.dispose();
    rmSync(directory, { recursive: true });
  });

  it('makes the database, says so once, and changes nothing the second time', async () => {
    await initialise(server.context());
    await initialise(server.context());
    expect(server.lines).toEqual(['made database metrics']);
  });

  it('is told apart by the version of its engine', async () => {
    const version: unknown = expect.stringMatching(options.major === undefined ? /^\d+\.\d+$/ : new RegExp(`^${options.major}\\.\\d+$`));
    expect(await engine(server.context())).toEqual({ name: 'postgresql', version });
  });

  it('applies the files of config/ in the order of their names, all of one or nothing', async () => {
    const write = (name: string, sql: string): void => writeFileSync(join(directory, 'config', name), sql);
    write('020-second.sql', `insert into first values ('ü');\n\nselect 'ü' from\n  nowhere;`);
    write('010-first.sql', 'create table if not exists first (name text)');
    write('README.md', 'no SQL');
    const failure = {
      message: 'config/020-second.sql:4:3: relation "nowhere" does not exist',
      remedy: expect.stringContaining('Nothing of this file was kept') as string,
    };
    await expect(initialise(server.context({ directory }))).rejects.toMatchObject(failure);
    write('020-second.sql', `do $$ begin assert (select count(*) from first) = 0; end $$`);
    await initialise(server.context({ directory }));
  });

  it('demands the extension when the configuration does', async () => {
    const context = server.context();
    const strict = { ...context, env: { ...context.env, TIMESCALE_EXTENSION: 'required' as const } };
    await expect(initialise(strict)).rejects.toThrow('the timescaledb extension is not installed, and TIMESCALE_EXTENSION is required');
  });

  it('tells what to do when the data know another password', async () => {
    const context = server.context();
    const wrong = { ...context, env: { ...context.env, POSTGRES_PASSWORD: 'another' } };
    await expect(initialise(wrong)).rejects.toMatchObject({
      message: 'PostgreSQL does not let postgres in with the configured password: its data were made with another role or password',
      remedy: expect.stringContaining('volumes/test/set-password and restart timescale') as string,
    });
  });

  it('is ended by an abort, also in the middle of a query', async () => {
    writeFileSync(join(directory, 'config', '030-slow.sql'), 'select pg_sleep(600)');
    const controller = new AbortController();
    const slow = initialise(server.context({ directory, signal: controller.signal }));
    slow.catch(() => undefined);
    await server.sees('active', 'select pg_sleep(600)');
    controller.abort();
    await expect(slow).rejects.toThrow();
  });

  it('leaves data that inspect finds sound', async () => {
    await inspect(server.context());
    expect(server.lines.at(-1)).toBe('3 databases answer, no page with a wrong checksum was read');
  });

  it('says of a stopped server that it does not answer', async () => {
    await server.end();
    await expect(initialise(server.context())).rejects.toThrow(`PostgreSQL does not answer at 127.0.0.1:${server.port} (ECONNREFUSED)`);
  });
});

describe.skipIf(!installed.embedded)('a dump', () => {
  it('is impossible without a pg_dump that is as new as the server', async () => {
    const server = await TestServer.started({ major: 17 });
    try {
      expect(await dumpUnavailable(server.context())).toMatch(
        /^pg_dump is (not installed|of PostgreSQL 1[0-6], older than the server's 17)$/,
      );
    } finally {
      await server.dispose();
    }
  });

  it.skipIf(!installed.clients)('is impossible when a database lets nobody in', async () => {
    const server = await TestServer.started();
    try {
      expect(await dumpUnavailable(server.context())).toBeUndefined();
      await server.sql('postgres', 'create database closed allow_connections false');
      expect(await dumpUnavailable(server.context())).toBe('PostgreSQL lets nobody into closed (allow_connections is off)');
    } finally {
      await server.dispose();
    }
  });
});
