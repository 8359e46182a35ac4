import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { plainServer } from './testing/testedComponent.js';
import { installed, TestServer, type TestServerOptions } from './testing/testServer.js';

const servers: TestServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.dispose())));

async function make(options?: TestServerOptions): Promise<TestServer> {
  const server = await TestServer.make(options);
  servers.push(server);
  return server;
}

async function withData(options: TestServerOptions): Promise<TestServer> {
  const server = await TestServer.withData(options);
  servers.push(server);
  return server;
}

const kinds = [
  ...(installed.clients ? [{ name: 'the PostgreSQL of the host', options: {} }] : []),
  ...(installed.embedded ? [{ name: 'the PostgreSQL from npm', options: { major: 17 } }] : []),
];

describe.each(kinds)('serving $name', ({ options }) => {
  it('makes data, and is the process that was started', async () => {
    const server = await make(options);
    const main = server.launch();
    await server.ready();
    expect(server.pid).toBe(main.pid);
    expect(await version(server)).toMatch(/^PostgreSQL \d+/);
  });

  it('keeps the password out of arguments, files and the environment of the server', async () => {
    const server = await make(options);
    await server.start();
    const secret = server.variables.POSTGRES_PASSWORD!;
    expect(readFileSync(`/proc/${server.pid}/cmdline`, 'utf8')).not.toContain(secret);
    expect(spawnSync('grep', ['--recursive', '--fixed-strings', '--quiet', secret, server.folder]).status).toBe(1);
  });

  it('says which extensions there will have to be and are not, and is ready nevertheless', async () => {
    const server = await withData(options);
    server.variables = { ...server.variables, POSTGRES_EXTENSIONS: 'unaccent, no_such_extension nor_this' };
    expect(await server.start()).toMatch(
      /^degraded: not installed for PostgreSQL \d+: no_such_extension nor_this; databases that need it cannot be initialised$/,
    );
    server.variables = { ...server.variables, POSTGRES_EXTENSIONS: 'unaccent' };
    expect(await server.probe()).toMatchObject({ exitCode: 0, stdout: '' });
  });

  it('hands options on to the server', async () => {
    const component = { ...plainServer, command: [...plainServer.command, '-c', 'fsync=off'] };
    const server = await withData({ ...options, component });
    await server.start();
    const { rows } = await server.connected((client) => client.query('show fsync'));
    expect(rows).toEqual([{ fsync: 'off' }]);
  });

  it('starts again after it was killed, also while a query runs', async () => {
    const server = await withData(options);
    await server.start();
    const killed = server.pid;
    const query = server.connected((client) => client.query('select count(*) from generate_series(1, 1000000000)'));
    query.catch(() => undefined);
    await server.sees('active', 'select count(*) from generate_series(1, 1000000000)');
    await server.end('SIGKILL');
    expect((await server.probe()).exitCode).toBe(1);
    await server.start();
    expect(server.pid).not.toBe(killed);
    await expect(query).rejects.toThrow();
    expect(await version(server)).toMatch(/^PostgreSQL/);
  });

  it('starts when the number of a killed server went to an unrelated process', async () => {
    const server = await withData(options);
    await server.start();
    await server.end('SIGKILL');
    const file = join(server.volume, 'data/postmaster.pid');
    const stranger = server.bystander();
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, `${stranger.pid}`));
    await server.start();
    expect(stranger.exitCode).toBeNull();
    stranger.kill();
    await once(stranger, 'exit');
  });

  it('takes over the configured password when it is asked to', async () => {
    const server = await withData(options);
    server.variables = { ...server.variables, POSTGRES_USER: `o'ther "role"`, POSTGRES_PASSWORD: `new 'pass\\word $set_password$` };
    writeFileSync(join(server.volume, 'set-password'), '');
    await server.start();
    expect(await version(server)).toMatch(/^PostgreSQL/);
    expect(readdirSync(server.volume)).not.toContain('set-password');
  });

  it('removes what a killed initdb left behind', async () => {
    const server = await make(options);
    await server.exec(['mkdir', '-p', join(server.volume, 'data.new/base')]);
    await server.start();
    expect(readdirSync(server.volume)).not.toContain('data.new');
  });

  it('refuses a folder that holds something else, and leaves it as it is', async () => {
    const server = await make(options);
    mkdirSync(join(server.volume, 'data'));
    writeFileSync(join(server.volume, 'data/letter.txt'), 'dear');
    if (process.getuid?.() === 0) chownSync(join(server.volume, 'data'), 65_534, 65_534);
    const { exitCode, log } = await server.startInVain();
    expect(exitCode).toBe(1);
    expect(log).toBe(
      `${server.volume}/data holds no data of PostgreSQL: PG_VERSION is missing. Nothing in it was touched.\nMove it away, then start again.\n`,
    );
    expect(readdirSync(join(server.volume, 'data'))).toEqual(['letter.txt']);
  });

  it.skipIf(process.getuid?.() !== 0)('names the owner that data should have', async () => {
    const server = await withData(options);
    chownSync(join(server.volume, 'data'), 0, 0);
    const { exitCode, log } = await server.startInVain();
    expect(exitCode).toBe(1);
    expect(log).toMatch(
      /data belongs to another user than nobody, as whom PostgreSQL runs here\.\nGive it back, as root: chown -R nobody /,
    );
  });
});

describe('choosing a PostgreSQL', () => {
  it('follows the data rather than POSTGRES_VERSION', async () => {
    const server = await make({ major: 17 });
    mkdirSync(join(server.volume, 'data'));
    writeFileSync(join(server.volume, 'data/PG_VERSION'), '9\n');
    const { exitCode, stderr } = await server.exec(['true']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^The data in .*\/data were made by PostgreSQL 9, and PostgreSQL reads no other version's data\. Found only: 1\d \(/,
    );
    expect(stderr).toMatch(
      /\nInstall PostgreSQL 9 .*\nback up where that version is installed, clean here, start, and restore that backup\.\n$/,
    );
  });

  it('says which versions there are when POSTGRES_VERSION asks for another', async () => {
    const server = await make({ major: 9 });
    const { exitCode, stderr } = await server.exec(['true']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^PostgreSQL 9, which POSTGRES_VERSION asks for, is not installed\. Found only: 1\d \(/);
  });
});

async function version(server: TestServer): Promise<string> {
  const { rows } = await server.connected((client) => client.query<{ version: string }>('select version()'));
  return rows[0]!.version;
}
