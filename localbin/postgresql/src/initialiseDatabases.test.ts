import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HookContext } from '@dust-workspace/component/hooks';
import { applySchema } from './applySchema.js';
import { withDatabase } from './connect.js';
import { ensureDatabase } from './ensureDatabase.js';
import { initialiseDatabases } from './initialiseDatabases.js';
import { postgresComponent } from './postgresComponent.js';
import type { ServerManifest } from './serverContext.js';
import { plainHooks } from './testing/plainHooks.js';
import { installed, TestServer } from './testing/testServer.js';

const { init, inspect, engine, backupUnavailable } = plainHooks;

const servers = [
  ...(installed.clients ? [{ name: 'the PostgreSQL of the host', options: {} }] : []),
  ...(installed.embedded ? [{ name: 'the PostgreSQL from npm', options: { major: 17 } }] : []),
];

describe.each(servers)('a database in $name', ({ options }) => {
  const directory = mkdtempSync(join(tmpdir(), 'postgresql-schema-'));
  let server: TestServer;
  /** Applies the files of `config/` to it. */
  const schema = postgresComponent({
    port: 'PLAIN_PORT',
    init: (context) => withDatabase(context, 'metrics', (client) => applySchema(client, context.directory)),
  });

  beforeAll(async () => {
    mkdirSync(join(directory, 'config'));
    server = await TestServer.started(options);
  }, 60_000);

  afterAll(async () => {
    await server.dispose();
    rmSync(directory, { recursive: true });
  });

  it('is made, which is said once, and not changed the second time', async () => {
    await init(server.context());
    await init(server.context());
    expect(server.lines).toEqual(['made database metrics']);
  });

  it('is given back to the configured role', async () => {
    await server.connected(async (client) => {
      await client.query(`create role "An other"`);
      await client.query(`create database lent owner "An other"`);
    });
    const lent = postgresComponent({ port: 'PLAIN_PORT', init: (context) => ensureDatabase(context, 'lent') });
    await lent.init(server.context());
    expect(server.lines.at(-1)).toBe('database lent belonged to An other, now to postgres');
    await server.connected((client) => client.query('drop database lent'));
  });

  it('is told apart by the version of its engine', async () => {
    const version: unknown = expect.stringMatching('major' in options ? /^17\.\d+$/ : /^\d+\.\d+$/);
    expect(await engine(server.context())).toEqual({ name: 'postgresql', version });
  });

  it('is one of several, each with its extensions, of which nothing is made twice', async () => {
    const several = postgresComponent({
      port: 'PLAIN_PORT',
      init: (context) => initialiseDatabases(context, { databases: 'one two,three\n one', extensions: 'unaccent, citext' }),
    });
    server.lines.length = 0;
    await several.init(server.context());
    await server.connected((client) => client.query('drop extension citext'), 'two');
    await several.init(server.context());
    expect(server.lines).toEqual([
      ...['one', 'two', 'three'].flatMap((name) => [
        `made database ${name}`,
        `made extension unaccent in database ${name}`,
        `made extension citext in database ${name}`,
      ]),
      'made extension citext in database two',
    ]);
    const { rows } = await server.connected((client) => client.query(`select unaccent('Hôtel'), 'A'::citext = 'a' as same`), 'three');
    expect(rows).toEqual([{ unaccent: 'Hotel', same: true }]);
  });

  it('says what to install when there is no such extension', async () => {
    const wanting = postgresComponent({
      port: 'PLAIN_PORT',
      init: (context) => initialiseDatabases(context, { databases: 'one', extensions: 'unaccent no_such_extension' }),
    });
    await expect(wanting.init(server.context())).rejects.toMatchObject({
      name: 'HookFailure',
      message: expect.stringMatching(/^PostgreSQL \d+ has no extension no_such_extension to make$/),
      remedy: expect.stringMatching(/^Install .*apt-get install .* with PLAIN_IMAGE, then restart postgresql and run its init again\.$/),
    });
  });

  it('gets the files of config/ in the order of their names, all of one or nothing', async () => {
    const write = (name: string, sql: string): void => writeFileSync(join(directory, 'config', name), sql);
    write('020-second.sql', `insert into first values ('ü');\n\nselect 'ü' from\n  nowhere;`);
    write('010-first.sql', 'create table if not exists first (name text)');
    write('README.md', 'no SQL');
    const failure = {
      message: 'config/020-second.sql:4:3: relation "nowhere" does not exist',
      remedy: expect.stringContaining('Nothing of this file was kept') as string,
    };
    await expect(schema.init(server.context({ directory }))).rejects.toMatchObject(failure);
    write('020-second.sql', `do $$ begin assert (select count(*) from first) = 0; end $$`);
    await schema.init(server.context({ directory }));
  });

  it('is not reached with another password than its data know, and what to do is told', async () => {
    const context: HookContext<ServerManifest> = server.context();
    const wrong = { ...context, env: { ...context.env, POSTGRES_PASSWORD: 'another' } };
    await expect(init(wrong)).rejects.toMatchObject({
      message: 'PostgreSQL does not let postgres in with the configured password: its data were made with another role or password',
      remedy: expect.stringContaining('volumes/test/set-password and restart postgresql') as string,
    });
  });

  it('is let go by an abort, also in the middle of a query', async () => {
    writeFileSync(join(directory, 'config', '030-slow.sql'), 'select pg_sleep(600)');
    const controller = new AbortController();
    const slow = schema.init(server.context({ directory, signal: controller.signal }));
    slow.catch(() => undefined);
    await server.sees('active', 'select pg_sleep(600)');
    controller.abort();
    await expect(slow).rejects.toThrow();
  });

  it('is sound, as inspect finds', async () => {
    await inspect(server.context());
    expect(server.lines.at(-1)).toBe('6 databases answer, no page with a wrong checksum was read');
  });

  it('does not answer when its server has stopped, which is said', async () => {
    await server.end();
    await expect(init(server.context())).rejects.toThrow(`PostgreSQL does not answer at 127.0.0.1:${server.port} (ECONNREFUSED)`);
  });
});

describe.skipIf(!installed.embedded)('a dump', () => {
  it('is impossible without a pg_dump that is as new as the server', async () => {
    const server = await TestServer.started({ major: 17 });
    try {
      expect(await backupUnavailable(server.context())).toMatch(
        /^pg_dump is (not installed|of PostgreSQL 1[0-6], older than the server's 17)$/,
      );
    } finally {
      await server.dispose();
    }
  });

  it.skipIf(!installed.clients)('is impossible when a database lets nobody in', async () => {
    const server = await TestServer.started();
    try {
      expect(await backupUnavailable(server.context())).toBeUndefined();
      await server.sql('postgres', 'create database closed allow_connections false');
      expect(await backupUnavailable(server.context())).toBe('PostgreSQL lets nobody into closed (allow_connections is off)');
    } finally {
      await server.dispose();
    }
  });
});
