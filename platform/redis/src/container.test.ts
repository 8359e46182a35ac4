import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { backup } from './backup.js';
import { contents } from './contents.js';
import { restore } from './restore.js';
import { ContainerServer, noContainer } from './testing/containerServer.js';
import { MemorySnapshot } from '@dust-workspace/component/testing';
import { describe as describeData, fill } from './testing/richData.js';
import type { Server } from './testing/server.js';
import { installed, TestServer } from './testing/testServer.js';

const servers: Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.dispose())));

async function make(password?: string): Promise<ContainerServer> {
  const server = await ContainerServer.make(password);
  servers.push(server);
  return server;
}

const where = noContainer === undefined ? '' : ` (skipped: ${noContainer})`;

describe.skipIf(noContainer !== undefined)(`Redis in a container${where}`, () => {
  it('keeps what was written when it is killed, with the password that is configured now', async () => {
    const server = await make();
    await server.start();
    await server.command('set key value');
    // What is answered is written, if not yet on the disk, which only a crash of the machine would show.
    await server.kill();
    server.password = `it's a new "secret" \\ $HOME \${X} $$ % #ä`;
    await server.start();
    expect(await server.command('get key')).toBe('value');
    expect(await ask(server.port, 'PING')).toBe('-NOAUTH Authentication required.');
    const found = spawnSync('grep', ['--recursive', '--fixed-strings', '--quiet', 'new "secret"', server.container.workspace]);
    expect(found.status).toBe(1);
  });

  it('lets this machine in without a password when there is none', async () => {
    const server = await make();
    await server.start();
    expect(await ask(server.port, 'PING')).toBe('+PONG');
  });

  it('is given nothing of the component but its scripts and configuration', async () => {
    const server = await make();
    await server.start();
    expect((await server.exec(['ls', '-A', '/component'])).stdout).toBe('config\nscripts\n');
  });

  it('leaves files to one user alone, who is not root', async () => {
    const server = await make();
    await server.start();
    await server.script(fill, 0);
    await server.command('save');
    const { uid, gid } = lstatSync(server.volume);
    expect(uid).toBe(process.getuid?.() === 0 ? 65_534 : process.getuid?.());
    const entries = readdirSync(server.volume, { recursive: true, encoding: 'utf8' });
    expect(entries).toContain('data/dump.rdb');
    const owners = entries.map((name) => lstatSync(join(server.volume, name))).map((entry) => `${entry.uid}:${entry.gid}`);
    expect(new Set(owners)).toEqual(new Set([`${uid}:${gid}`]));
  });

  it('refuses a snapshot that it would replace by nothing', async () => {
    const server = await make();
    await server.start();
    await server.command('save');
    await server.kill();
    rmSync(join(server.volume, 'data/appendonlydir'), { recursive: true });
    expect(await server.startInVain()).toEqual([
      `${server.volume}/data holds a snapshot, dump.rdb, but no append-only file, and would be replaced by an empty one. Nothing was touched.`,
      'Move dump.rdb away, or make a backup of it and restore that.',
    ]);
    expect(readdirSync(join(server.volume, 'data'))).toEqual(['dump.rdb']);
  });

  it.skipIf(process.getuid?.() !== 0)('names the owner that data should have', async () => {
    const server = await make();
    await server.container.prepare();
    mkdirSync(join(server.volume, 'data'));
    writeFileSync(join(server.volume, 'data/file'), '');
    expect(await server.startInVain()).toEqual([
      `${server.volume}/data belongs to another user than 65534, as whom Redis runs here.`,
      `Give it back, as root: chown -R 65534 ${server.volume}/data`,
    ]);
  });

  it.skipIf(!installed)('takes a backup that a process made', async () => {
    const source = await TestServer.started('one');
    servers.push(source);
    for (const database of [0, 7, 15]) await source.script(fill, database);
    await source.command(String.raw`function load "#!lua name=library\nredis.register_function('answer', function() return '\"' end)"`);
    const snapshot = new MemorySnapshot();
    await backup(source.context(), snapshot.writer);
    const target = await make('another');
    await target.start();
    await restore(target.context(), snapshot.reader);
    for (const database of [0, 1, 7, 15])
      expect(await target.script(describeAnyVersion, database)).toBe(await source.script(describeAnyVersion, database));
    expect(await contents(target.context(), { digest: true })).toEqual(snapshot.contents);
  });
});

/** Later versions tell more about the readers of a stream, and write scores in fewer digits. */
const describeAnyVersion = describeData
  .replace(`redis.call('xinfo', 'stream', key, 'full', 'count', 0)`, `redis.call('xrange', key, '-', '+')`)
  .replace(`, 'withscores'`, '');

/** What the server answers to one line at its published port. */
async function ask(port: number, line: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  try {
    socket.write(`${line}\r\n`);
    const [answer] = (await once(socket, 'data')) as [string];
    return answer.trim();
  } finally {
    socket.destroy();
  }
}
