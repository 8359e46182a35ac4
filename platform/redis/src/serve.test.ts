import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { redisCli } from './redisCli.js';
import { installed, TestServer } from './testing/testServer.js';

const servers: TestServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.dispose())));

async function make(password?: string): Promise<TestServer> {
  const server = await TestServer.make(password);
  servers.push(server);
  return server;
}

describe.skipIf(!installed)('serving Redis', () => {
  it('keeps what was written through a crash', async () => {
    const server = await make();
    await server.start();
    await server.command('set key value');
    await server.command('wait 0 0');
    await server.process.end('SIGTERM');
    await server.start();
    await server.command('set other value');
    await server.process.end('SIGKILL');
    await server.start();
    expect(await server.command('mget key other')).toBe('value\nvalue');
  });

  it('keeps the password out of arguments and files, and asks for it', async () => {
    const secret = `it's a "secret" \\ $HOME ä`;
    const server = await make(secret);
    await server.start();
    expect(readFileSync(`/proc/${server.process.main.pid}/cmdline`, 'utf8')).toMatch(/-server\0-\0$/);
    expect(spawnSync('grep', ['--recursive', '--fixed-strings', '--quiet', secret, server.process.folder]).status).toBe(1);
    expect((await redisCli({ ...server.context(), env: { REDIS_PASSWORD: undefined } }, ['ping'])).stdout.trim()).toBe(
      'NOAUTH Authentication required.',
    );
  });

  it('keeps the environment by which it is recognised', async () => {
    const server = await make();
    await server.start();
    expect(readFileSync(`/proc/${server.process.main.pid}/environ`, 'utf8').split('\0')).toContain(`DSW_VOLUME=${server.volume}`);
  });

  it('is ready only when its data are loaded, and says what it waits for', async () => {
    const server = await make();
    expect(await server.exec(['scripts/ready.sh'])).toMatchObject({
      exitCode: 1,
      stdout: `Could not connect to Redis at 127.0.0.1:${server.port}: Connection refused\n`,
    });
    await server.start();
    expect(await server.exec(['scripts/ready.sh'])).toMatchObject({ exitCode: 0, stdout: '' });
  });

  it('refuses a snapshot that it would replace by nothing', async () => {
    const server = await make();
    mkdirSync(join(server.volume, 'data'));
    writeFileSync(join(server.volume, 'data/dump.rdb'), 'REDIS');
    if (process.getuid?.() === 0) chownSync(join(server.volume, 'data'), 65_534, 65_534);
    const { exitCode, log } = await server.process.startInVain();
    expect(exitCode).toBe(1);
    expect(log).toMatch(/data holds a snapshot, dump\.rdb, but no append-only file, .* Nothing was touched\.\nMove dump\.rdb away, /);
    expect(readdirSync(join(server.volume, 'data'))).toEqual(['dump.rdb']);
  });

  it.skipIf(process.getuid?.() !== 0)('names the owner that data should have', async () => {
    const server = await make();
    mkdirSync(join(server.volume, 'data'));
    const { exitCode, log } = await server.process.startInVain();
    expect(exitCode).toBe(1);
    expect(log).toMatch(/data belongs to another user than nobody, as whom Redis runs here\.\nGive it back, as root: chown -R nobody /);
  });

  it('refuses a password that cannot be written down', async () => {
    const server = await make('two\nlines');
    expect(await server.process.startInVain()).toEqual({ exitCode: 1, log: 'REDIS_PASSWORD may not contain a line break.\n' });
    expect(existsSync(join(server.volume, 'data'))).toBe(false);
  });
});
