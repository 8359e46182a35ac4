import { execFileSync, spawnSync } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { backup } from './backup.js';
import { contents } from './contents.js';
import { copyUnavailable } from './copyUnavailable.js';
import { init } from './init.js';
import { restore } from './restore.js';
import { ContainerServer, noContainer } from './testing/containerServer.js';
import { MemorySnapshot } from '@dust-workspace/component/testing';
import { directory, type Server } from './testing/server.js';
import { lacking, TestServer } from './testing/testServer.js';
import { allFound, fill, findings } from './testing/workflows.js';
import { verify } from './verify.js';

const servers: Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.dispose())));

async function started(): Promise<ContainerServer> {
  const server = await ContainerServer.make();
  servers.push(server);
  await server.start();
  return server;
}

const patience = { timeout: 30_000, interval: 100 };
const where = noContainer === undefined ? '' : ` (skipped: ${noContainer})`;
const noCompose = spawnSync('docker', ['compose', 'version']).status === 0 ? undefined : 'docker compose is not installed';

describe.skipIf(noCompose !== undefined)(`the compose file${noCompose === undefined ? '' : ` (skipped: ${noCompose})`}`, () => {
  it('is accepted by Compose, with the official image', () => {
    const env = { DSW_VOLUME: '/v', DSW_UID: '1', DSW_GID: '2', TEMPORAL_PORT: '30001', TEMPORAL_UI_PORT: '30002' };
    const output = execFileSync('docker', ['compose', '--file', join(directory, 'compose/compose.yaml'), 'config', '--format', 'json'], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    });
    const { services } = JSON.parse(output.toString()) as { services: Record<string, { image: string; user: string; ports: object[] }> };
    expect(Object.keys(services)).toEqual(['temporal']);
    expect(services['temporal']).toMatchObject({
      image: 'temporalio/temporal:1.5.1',
      user: '1:2',
      ports: [
        { host_ip: '127.0.0.1', published: '30001', target: 7233 },
        { host_ip: '127.0.0.1', published: '30002', target: 8233 },
      ],
    });
  });
});

describe.skipIf(noContainer !== undefined)(`Temporal in a container${where}`, () => {
  it('keeps workflows when it is killed, is reached from this machine, and leaves files to one user alone, who is not root', async () => {
    const server = await started();
    await init(server.context());
    await fill(server);
    await server.kill();
    await server.start();
    await expect.poll(() => findings(server), patience).toEqual(allFound);
    expect(await (await fetch(`http://127.0.0.1:${server.uiPort}/api/v1/namespaces`)).json()).toHaveProperty('namespaces');
    const { uid, gid } = lstatSync(server.volume);
    expect(uid).toBe(process.getuid?.() === 0 ? 65_534 : process.getuid?.());
    const owners = readdirSync(server.volume, { recursive: true, encoding: 'utf8' })
      .map((name) => lstatSync(join(server.volume, name)))
      .map((entry) => `${entry.uid}:${entry.gid}`);
    expect(new Set(owners)).toEqual(new Set([`${uid}:${gid}`]));
  });

  it('is given nothing of the component but its scripts', async () => {
    const server = await started();
    expect((await server.exec(['ls', '-A', '/component'])).stdout).toBe('scripts\n');
  });

  it.skipIf(lacking !== undefined)('takes a backup that a process made, and gives one that a process takes', async () => {
    const source = await TestServer.started();
    servers.push(source);
    await init(source.context());
    await fill(source);
    const there = new MemorySnapshot();
    await expect.poll(() => findings(source), patience).toEqual(allFound);
    await backup(source.context(), there.writer);

    const container = await started();
    await verify(container.context(), there.reader);
    await restore(container.context(), there.reader);
    await container.container.stop();
    await container.start();
    expect(await findings(container)).toEqual(allFound);
    expect(await contents(container.context(), { digest: true })).toEqual(there.contents);

    expect(await copyUnavailable(container.context())).toBe(undefined);
    const back = new MemorySnapshot();
    await backup(container.context(), back.writer);
    await restore(source.context(), back.reader);
    await source.process.end();
    await source.start();
    expect(await findings(source)).toEqual(allFound);
    expect(await contents(source.context(), { digest: true })).toEqual(back.contents);
  });
});
