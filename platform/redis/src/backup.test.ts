import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backup, snapshotFile } from './backup.js';
import { inspect } from './inspect.js';
import { restore } from './restore.js';
import { ContainerServer, noContainer } from './testing/containerServer.js';
import { MemorySnapshot } from '@dust-workspace/component/testing';
import { describe as describeData, fill } from './testing/richData.js';
import type { Server } from './testing/server.js';
import { installed, TestServer } from './testing/testServer.js';

const databases = Array.from({ length: 16 }, (_, index) => index);

const worlds = [
  {
    name: 'as a process',
    missing: installed ? undefined : 'neither Redis nor Valkey is installed',
    started: (password?: string): Promise<Server> => TestServer.started(password),
  },
  { name: 'in a container', missing: noContainer, started: (password?: string): Promise<Server> => ContainerServer.started(password) },
];

describe.each(worlds.filter(({ missing }) => missing !== undefined))('a backup, restored into a new server $name', ({ missing }) => {
  it('is tried', ({ skip }) => skip(missing));
});

describe.each(worlds.filter(({ missing }) => missing === undefined))('a backup, restored into a new server $name', ({ started }) => {
  const snapshot = new MemorySnapshot();
  let source: Server;
  let target: Server;

  beforeAll(async () => {
    source = await started(`it's a "secret" \\ $HOME \${X} $$ % #ä`);
    for (const database of databases) expect(await source.script(fill, database)).toBe('OK');
    await source.command(String.raw`function load "#!lua name=library\nredis.register_function('answer', function() return 42 end)"`);
    await source.command('set fleeting 1 px 1');
    await backup(source.context(), snapshot.writer);
    target = await started('another');
    await target.command('set foreign 1');
    await restore(target.context(), snapshot.reader);
  }, 60_000);

  afterAll(async () => {
    await source.dispose();
    await target.dispose();
  });

  it('is one snapshot, from its first to its last byte', async () => {
    expect(snapshot.files).toEqual([snapshotFile]);
    const content = snapshot.content(snapshotFile);
    expect(content.subarray(0, 5).toString()).toBe('REDIS');
    expect(content.at(-9)).toBe(0xff);
  });

  it('brings back every key of every database, with its time to live', async () => {
    for (const database of databases) {
      const expected = await source.script(describeData, database);
      expect(expected).toContain('["stream","stream",4102444800456,');
      expect(await target.script(describeData, database)).toBe(expected);
    }
  });

  it('brings back functions', async () => {
    expect(await target.command('fcall answer 0')).toBe('42');
  });

  it('leaves a server on its own, with its own password and nothing of the second one', async () => {
    expect(await target.command('config get requirepass')).toBe('requirepass\nanother');
    expect(await target.command('config get masterauth')).toBe('masterauth');
    expect(await target.command('info replication')).toContain('role:master');
    expect(await target.script(`return redis.call('exists', 'foreign')`, 0)).toBe('0');
    expect((await target.exec(['sh', '-c', 'ls -d "$DSW_VOLUME"/data/*'])).stdout).not.toContain('second.');
    await inspect(target.context());
    expect(target.lines).toEqual(['Redis answers, and its data are on disk']);
  });

  it('leaves data that outlive a crash right afterwards', async () => {
    await target.kill();
    await target.start();
    for (const database of databases) expect(await target.script(describeData, database)).toBe(await source.script(describeData, database));
    expect(await target.command('fcall answer 0')).toBe('42');
  });

  it.each([
    ['cut off', (content: Buffer) => content.subarray(0, -100)],
    ['damaged', (content: Buffer) => Buffer.concat([content.subarray(0, 5000), Buffer.from('x'), content.subarray(5001)])],
    ['of a later version', (content: Buffer) => Buffer.concat([Buffer.from('REDIS9999'), content.subarray(9)])],
    ['of something else', () => Buffer.from('-- PostgreSQL database dump')],
  ])('refuses a snapshot that is %s', async (_, spoil) => {
    const spoilt = new MemorySnapshot();
    spoilt.replace(snapshotFile, spoil(snapshot.content(snapshotFile)));
    const server = await started();
    try {
      await expect(restore(server.context(), spoilt.reader)).rejects.toThrow(/^the snapshot could not be read: ./);
      expect(await server.command('dbsize')).toBe('0');
    } finally {
      await server.dispose();
    }
  });
});

describe.skipIf(!installed)('a backup', () => {
  it('fails when the server is not there', async () => {
    const server = await TestServer.make();
    try {
      await expect(backup(server.context(), new MemorySnapshot().writer)).rejects.toThrow(/^Redis does not answer: Could not connect/);
    } finally {
      await server.dispose();
    }
  });

  it('fails when the server dies in the middle', async () => {
    const server = await TestServer.started();
    try {
      await server.script(`for i = 1, 2000 do redis.call('set', i, string.rep(i, 20000)) end`, 0);
      const deadly = new Writable({
        write: (_chunk, _encoding, done) => {
          server.process.main.kill('SIGKILL');
          done();
        },
      });
      const failing = backup(server.context(), new MemorySnapshot().writerWith({ file: () => deadly }));
      await expect(failing).rejects.toThrow('redis-cli got no snapshot: I/O Error reading RDB payload from socket');
    } finally {
      await server.dispose();
    }
  });
});
