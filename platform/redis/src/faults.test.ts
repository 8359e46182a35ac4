import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { ExecOptions } from '@dust-workspace/component/hooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { backup } from './backup.js';
import { contents } from './contents.js';
import { inspect } from './inspect.js';
import type { Context } from './redisCli.js';
import { restore } from './restore.js';
import { MemorySnapshot } from '@dust-workspace/component/testing';
import { installed, TestServer } from './testing/testServer.js';

/** Ten MiB that do not become less by compression. */
const bulk = `
  for i = 1, 1000 do
    local parts = {}
    for j = 1, 256 do parts[j] = redis.sha1hex(i .. ' ' .. j) end
    redis.call('set', 'bulk ' .. i, table.concat(parts))
  end
  return 1`;

describe.skipIf(!installed)('a hook that does not come to its end', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await TestServer.started('password');
    await server.script(bulk, 0);
  });

  afterEach(async () => {
    await expect.poll(() => server.process.others).toEqual([]);
    expect(readdirSync(join(server.volume, 'data'))).toEqual(['appendonlydir']);
  });

  afterAll(() => server.dispose());

  /** The sink of a backup that does something in the middle of it. */
  function sinkThat(act: () => void): MemorySnapshot['writer'] {
    let bytes = 0;
    return new MemorySnapshot().writerWith({
      record: () => expect.unreachable('something was recorded'),
      file: () =>
        new Writable({
          write: (chunk: Buffer, _encoding, done) => {
            if (bytes < 1_000_000 && bytes + chunk.length >= 1_000_000) act();
            bytes += chunk.length;
            done();
          },
        }),
    });
  }

  function endOne(name: string, signal: NodeJS.Signals): void {
    const found = server.process.others.find(({ line }) => line.includes(name));
    process.kill(found!.pid, signal);
  }

  it.each([true, false])('is a backup whose dump is killed, with digests: %s', async (digest) => {
    const writer = {
      ...sinkThat(() => {
        endOne('--rdb', 'SIGKILL');
      }),
      digest,
    };
    await expect(backup(server.context(), writer)).rejects.toThrow(/^redis-cli got /);
  });

  it('is a backup whose sink fails', async () => {
    const full = new Writable({
      write: (_chunk, _encoding, done) => {
        done(new Error('the disk is full'));
      },
    });
    await expect(backup(server.context(), new MemorySnapshot().writerWith({ file: () => full }))).rejects.toThrow('the disk is full');
  });

  it('is a backup whose second server is killed', async () => {
    const failing = backup(
      server.context(),
      sinkThat(() => {
        server.killSecond();
      }),
    );
    await expect(failing).rejects.toMatchObject({
      message: 'the second server, which reads the snapshot for its digests, did not come to the end: the second server was killed',
      remedy: 'Make room, or do without digests (--no-digest): keys are then counted without a second server.',
    });
  });

  it('is a backup whose second server loses its shell', async () => {
    const failing = backup(
      server.context(),
      sinkThat(() => {
        endOne('second.sh', 'SIGTERM');
      }),
    );
    await expect(failing).rejects.toThrow('did not come to the end');
  });

  it('is a backup without enough memory for a second server', async () => {
    const little = exec(server, (line) => (line.join(' ').includes('/proc/meminfo') ? 'MemAvailable: 1024 kB\n' : undefined));
    await expect(backup(little, new MemorySnapshot().writer)).rejects.toMatchObject({
      message: expect.stringMatching(
        /^digests of the contents take a second server with as much memory as Redis uses, \d+ MiB, and 1 MiB are free$/,
      ) as string,
      remedy: 'Make room, or do without digests (--no-digest): keys are then counted without a second server.',
    });
    const counted = new MemorySnapshot();
    await backup(little, counted.writerWith({ digest: false }));
    expect(counted.contents).toEqual([{ kind: 'keys', name: 'db0', count: 1000 }]);
  });

  it('is a restore whose second server is killed, and the server is left on its own with its data', async () => {
    const snapshot = new MemorySnapshot();
    await backup(server.context(), snapshot.writer);
    const before = await contents(server.context(), { digest: true });
    const failing = exec(server, (line, options) => {
      if (typeof options?.stdin === 'string' && options.stdin.startsWith('replicaof 127')) server.killSecond();
      return undefined;
    });
    await expect(restore(failing, snapshot.reader)).rejects.toThrow('the snapshot could not be read: the second server was killed');
    expect(await server.command('info replication')).toContain('role:master');
    expect(await contents(server.context(), { digest: true })).toEqual(before);
    await inspect(server.context());
  });

  it('is a backup of a server that dies', async () => {
    const failing = backup(
      server.context(),
      sinkThat(() => void server.process.main.kill('SIGKILL')),
    );
    await expect(failing).rejects.toThrow('redis-cli got no snapshot: I/O Error reading RDB payload from socket');
  });
});

type Answer = (line: readonly string[], options?: ExecOptions) => string | undefined;

/** A context in which some commands are answered otherwise. */
function exec(server: TestServer, answer: Answer): Context {
  return server.context({
    exec: (line, options) => {
      const stdout = answer(line, options);
      return stdout === undefined ? server.exec(line, options) : Promise.resolve({ exitCode: 0, signal: null, stdout, stderr: '' });
    },
  });
}
