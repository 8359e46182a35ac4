import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { lacking, TestServer } from './testing/testServer.js';

const servers: TestServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.dispose())));

async function make(): Promise<TestServer> {
  const server = await TestServer.make();
  servers.push(server);
  return server;
}

const patience = { timeout: 30_000, interval: 100 };
const nobody = 65_534;

describe.skipIf(lacking !== undefined)(`serving Temporal${lacking === undefined ? '' : ` (skipped: ${lacking})`}`, () => {
  it('keeps workflows through a stop and through a crash', async () => {
    const server = await make();
    await server.start();
    await server.startWorkflow('default', 'one');
    await server.process.end('SIGTERM');
    expect(server.process.main.exitCode).toBe(0);
    await server.start();
    await server.startWorkflow('default', 'two');
    await server.kill();
    await server.start();
    await expect.poll(() => server.workflows('default', 'ExecutionStatus = "Running"'), patience).toEqual(['one RUNNING', 'two RUNNING']);
  });

  it('lets nobody in from outside of this machine', async () => {
    const server = await make();
    await server.start();
    const inode = (path: string): string[] =>
      readFileSync(path, 'utf8')
        .split('\n')
        .slice(1)
        .flatMap((line) => {
          const [, local = '', , state] = line.trim().split(/\s+/);
          return state === '0A' ? [local] : [];
        });
    const port = server.port.toString(16).toUpperCase().padStart(4, '0');
    const uiPort = server.uiPort.toString(16).toUpperCase().padStart(4, '0');
    const listening = [...inode('/proc/net/tcp'), ...inode('/proc/net/tcp6')];
    expect(listening.filter((local) => local.endsWith(`:${port}`) || local.endsWith(`:${uiPort}`)).sort()).toEqual(
      [`0100007F:${port}`, `0100007F:${uiPort}`].sort(),
    );
    expect(await (await fetch(`http://127.0.0.1:${server.uiPort}`)).text()).toContain('<html');
  });

  it('is ready only when it answers, and says what it waits for', async () => {
    const server = await make();
    expect(await server.exec(['scripts/ready.sh'])).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('connection refused') as string,
    });
    await server.start();
    expect(await server.exec(['scripts/ready.sh'])).toMatchObject({ exitCode: 0, stdout: '' });
  });

  it('begins anew where it was killed before its first database was whole, at any moment', async () => {
    const server = await make();
    const sizeOf = (name: string): number => statSync(join(server.volume, 'data', name), { throwIfNoEntry: false })?.size ?? -1;
    const moments = [
      () => sizeOf('unfinished') >= 0,
      () => sizeOf('temporal.db') >= 0,
      ...[0, 1, 200_000, 500_000, 1_000_000].map((size) => () => sizeOf('temporal.db-wal') >= size),
    ];
    for (const moment of moments) {
      await server.process.launch();
      await expect.poll(moment, { interval: 1, timeout: 30_000 }).toBe(true);
      await server.kill();
    }
    expect(existsSync(join(server.volume, 'data/unfinished'))).toBe(true);
    await server.start();
    await expect.poll(() => existsSync(join(server.volume, 'data/unfinished')), patience).toBe(false);
    await expect.poll(() => server.process.others, patience).toEqual([]);
    await server.startWorkflow('default', 'one');
    await server.kill();
    await server.start();
    await expect.poll(() => server.workflows('default', 'ExecutionStatus = "Running"'), patience).toEqual(['one RUNNING']);
  });

  it('keeps a database that was served, also where nobody was left to note that it is whole', async () => {
    const server = await make();
    await server.start();
    await expect.poll(() => existsSync(join(server.volume, 'data/unfinished')), patience).toBe(false);
    await server.startWorkflow('default', 'one');
    writeFileSync(join(server.volume, 'data/unfinished'), '');
    expect(await server.exec(['scripts/ready.sh'])).toMatchObject({ exitCode: 0, stdout: '' });
    await server.kill();
    await server.start();
    await expect.poll(() => server.workflows('default', 'ExecutionStatus = "Running"'), patience).toEqual(['one RUNNING']);
  });

  it('removes what was left of a copy, and puts a restored database in place', async () => {
    const server = await make();
    await server.start();
    await server.startWorkflow('default', 'one');
    await server.process.end();
    for (const name of ['copy', 'restored']) mkdirSync(join(server.volume, name));
    if (process.getuid?.() === 0) chownSync(join(server.volume, 'restored'), nobody, nobody);
    await server.start();
    expect(readdirSync(server.volume)).toEqual(['data']);
    expect(await server.workflows('default', 'ExecutionStatus = "Running"')).toEqual([]);
  });

  it.skipIf(process.getuid?.() !== 0)('names the owner that data should have', async () => {
    const server = await make();
    mkdirSync(join(server.volume, 'data'));
    const { exitCode, log } = await server.process.startInVain();
    expect(exitCode).toBe(1);
    expect(log).toMatch(/data belongs to another user than nobody, as whom Temporal runs here\.\nGive it back, as root: chown -R nobody /);
  });

  it('is not misled by what its user has configured for the client', async () => {
    const server = await make();
    mkdirSync(join(server.process.home, '.config/temporalio'), { recursive: true });
    writeFileSync(
      join(server.process.home, '.config/temporalio/temporal.toml'),
      '[profile.default]\naddress = "cloud.example:7233"\nnamespace = "elsewhere"\napi_key = "secret"\n',
    );
    await server.start();
    expect(
      await server.exec(['scripts/ready.sh'], { env: { TEMPORAL_ADDRESS: 'cloud.example:7233', TEMPORAL_TLS: 'true' } }),
    ).toMatchObject({
      exitCode: 0,
    });
  });
});
