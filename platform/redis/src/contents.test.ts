import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContentEntry } from '@dust-workspace/component/hooks';
import { backup } from './backup.js';
import { contents } from './contents.js';
import { restore } from './restore.js';
import { ContainerServer, noContainer } from './testing/containerServer.js';
import { differences } from './testing/differences.js';
import { MemorySnapshot } from '@dust-workspace/component/testing';
import { fill } from './testing/richData.js';
import type { Server } from './testing/server.js';
import { installed, TestServer } from './testing/testServer.js';
import { writeLoad } from './testing/writeLoad.js';

const worlds = [
  {
    name: 'as a process',
    missing: installed ? undefined : 'neither Redis nor Valkey is installed',
    started: (): Promise<Server> => TestServer.started('password'),
  },
  { name: 'in a container', missing: noContainer, started: (): Promise<Server> => ContainerServer.started('password') },
];

/** Encodings that `fill` does not come to, sizes beyond those that are read at once, and times to live. */
const more = String.raw`
  redis.call('set', 'piece', string.rep('a', 65536))
  redis.call('set', 'huge', string.rep('0123456789', 20000))
  for i = 1, 3000 do
    redis.call('set', 'plain ' .. i, i)
    redis.call('set', 'hourly ' .. i, i, 'pxat', 4102444800000 + i * 3600)
    redis.call('hset', 'large hash', 'field ' .. i, string.rep('x', i % 100))
    redis.call('zadd', 'large sorted', i / 7, 'member ' .. i)
    redis.call('sadd', 'large set', 'member ' .. i)
    redis.call('rpush', 'large list', string.rep('y', i % 200))
    redis.call('xadd', 'large stream', '2-' .. i, 'n', i, 'same', 'fields')
  end
  redis.call('hset', 'small hash', '\0\r\n', '\255', 'empty', '')
  redis.call('sadd', 'small set', 'a', 'b', '')
  redis.call('rpush', 'numbers', 1, -1, 127, 128, -4097, 32768, 8388608, 2147483648, -9223372036854775807, string.rep('z', 5000))
  redis.call('xgroup', 'create', 'large stream', 'readers', '0')
  for i = 1, 5 do redis.call('xreadgroup', 'group', 'readers', 'reader ' .. i, 'count', 500, 'streams', 'large stream', '>') end
  redis.call('set', 'forever', 1, 'pxat', 999999999999999)
  return redis.status_reply('OK')`;

describe.each(worlds.filter(({ missing }) => missing !== undefined))('what a server $name holds', ({ missing }) => {
  it('is tried', ({ skip }) => skip(missing));
});

describe.each(worlds.filter(({ missing }) => missing === undefined))('what a server $name holds', ({ started }) => {
  let server: Server;
  let before: readonly ContentEntry[];

  beforeAll(async () => {
    server = await started();
    for (const database of [0, 11]) for (const script of [fill, more]) expect(await server.script(script, database)).toBe('OK');
    await server.command(String.raw`function load "#!lua name=library\nredis.register_function('answer', function() return 42 end)"`);
    before = await contents(server.context(), { digest: true });
  });

  afterAll(() => server.dispose());

  it('is told by database and hour of expiry, with a digest of each', () => {
    const digest = expect.stringMatching(/^[0-9a-f]{40}$/) as string;
    const of = (name: string): unknown[] => [
      { kind: 'keys', name, count: 3025, digest },
      { kind: 'expiring keys', name: `${name} 2100-01-01T00Z`, count: 1001, digest, until: '2100-01-01T00:00:00.123Z' },
      { kind: 'expiring keys', name: `${name} 2100-01-01T01Z`, count: 1000, digest, until: '2100-01-01T01:00:00.000Z' },
      { kind: 'expiring keys', name: `${name} 2100-01-01T02Z`, count: 1000, digest, until: '2100-01-01T02:00:00.000Z' },
      { kind: 'expiring keys', name: `${name} 2100-01-01T03Z`, count: 1, digest, until: '2100-01-01T03:00:00.000Z' },
      { kind: 'expiring keys', name: `${name} after 9999`, count: 1, digest },
    ];
    expect(before).toEqual([...of('db0'), ...of('db11'), { kind: 'library', name: 'library', digest }]);
  });

  it('is counted the same without digests, from the snapshot as it passes by', async () => {
    const commands: string[] = [];
    const context = server.context({
      exec: (line, options) => {
        commands.push(line[0]);
        return server.exec(line, options);
      },
    });
    expect(await contents(context, { digest: false })).toEqual(before.map(({ digest: _, ...entry }) => entry));
    expect(commands).toEqual(['sh']);
  });

  it('is told of fields that expire, apart, where its version has such', async () => {
    const answer = await server.script(`return redis.pcall('hpexpireat', 'x', 1, 'fields', 1, 'f')`, 0);
    if (answer.includes('nknown')) {
      const kinds = (await contents(server.context(), { digest: false })).map(({ kind }) => kind);
      expect(kinds).not.toContain('expiring fields');
      return;
    }
    const fields = String.raw`
      local hour = 3600000
      for _, size in ipairs({ 3, 1000 }) do
        for i = 1, size do redis.call('hset', 'some of ' .. size, 'field ' .. i, i) redis.call('hset', 'all of ' .. size, 'field ' .. i, i) end
        redis.call('hpexpireat', 'some of ' .. size, 4102444800000, 'fields', 1, 'field 2')
        for i = 1, size do redis.call('hpexpireat', 'all of ' .. size, 4102444800000 + i % 2 * hour, 'fields', 1, 'field ' .. i) end
      end
      redis.call('hset', 'in a key that does', 'f', 1)
      redis.call('hpexpireat', 'in a key that does', 4102444800000 + hour, 'fields', 1, 'f')
      redis.call('pexpireat', 'in a key that does', 4102444800000)
      redis.call('hset', 'gone', 'f', 1)
      redis.call('hpexpire', 'gone', 1, 'fields', 1, 'f')
      return 1`;
    expect(await server.script(fields, 3)).toBe('1');
    const told = async (digest: boolean): Promise<unknown[]> =>
      (await contents(server.context(), { digest })).filter(({ name }) => name.startsWith('db3')).map(({ digest: _, ...entry }) => entry);
    const expected = [
      { kind: 'keys', name: 'db3', count: 2 },
      { kind: 'expiring keys', name: 'db3 2100-01-01T00Z', count: 1, until: '2100-01-01T00:00:00.000Z' },
      { kind: 'expiring fields', name: 'db3 2100-01-01T00Z', count: 504, until: '2100-01-01T00:00:00.000Z' },
      { kind: 'expiring keys', name: 'db3 2100-01-01T01Z', count: 2, until: '2100-01-01T01:00:00.000Z' },
      { kind: 'expiring fields', name: 'db3 2100-01-01T01Z', count: 502, until: '2100-01-01T01:00:00.000Z' },
    ];
    expect(await told(true)).toEqual(expected);
    expect(await told(false)).toEqual(expected);
    const recorded = await contents(server.context(), { digest: true });
    await server.script(`return redis.call('hpersist', 'all of 3', 'fields', 1, 'field 2')`, 3);
    expect(differences(recorded, await contents(server.context(), { digest: true }))).toEqual([
      'expiring fields db3 2100-01-01T00Z',
      'expiring keys db3 2100-01-01T01Z',
      'keys db3',
    ]);
  });
});

describe.skipIf(!installed)('what has changed', () => {
  let server: TestServer;
  let before: readonly ContentEntry[];

  beforeAll(async () => {
    server = await TestServer.started();
    for (const script of [fill, more]) await server.script(script, 0);
    await server.command(String.raw`function load "#!lua name=library\nredis.register_function('answer', function() return 42 end)"`);
    before = await contents(server.context(), { digest: true });
  });

  afterAll(() => server.dispose());

  async function changed(): Promise<string[]> {
    const found = await contents(server.context(), { digest: true });
    const result = differences(before, found);
    before = found;
    return result;
  }

  it.each([
    ['a lost key', `return redis.call('del', 'plain 7')`, ['keys db0']],
    ['a renamed key', `return redis.call('rename', 'plain 8', 'plain 8b')`, ['keys db0']],
    ['a changed byte in the middle of a large value', `return redis.call('setrange', 'huge', 100000, 'x')`, ['keys db0']],
    ['a lost byte at the end of a value', `redis.call('set', 'piece', string.rep('a', 65535)) return 1`, ['keys db0']],
    ['a lost field', `return redis.call('hdel', 'large hash', 'field 2999')`, ['keys db0']],
    ['two values that changed places', `return redis.call('hset', 'large hash', 'field 1', 'xx', 'field 2', 'x')`, ['keys db0']],
    ['a lost member', `return redis.call('srem', 'integers', 699)`, ['keys db0']],
    ['a changed score', `return redis.call('zincrby', 'large sorted', '0.000000001', 'member 3')`, ['keys db0']],
    ['a changed order of a list', `return redis.call('lmove', 'large list', 'large list', 'left', 'right')`, ['keys db0']],
    ['a lost time to live', `return redis.call('persist', 'expires')`, ['expiring keys db0 2100-01-01T00Z', 'keys db0']],
    ['another time to live', `return redis.call('pexpireat', 'hourly 9', 4102444832401)`, ['expiring keys db0 2100-01-01T00Z']],
    ['a lost entry of a stream', `return redis.call('xdel', 'large stream', '2-1500')`, ['keys db0']],
    ['a lost pending entry of a consumer group', `return redis.call('xack', 'large stream', 'readers', '2-1600')`, ['keys db0']],
    [
      'a pending entry of another consumer',
      `redis.call('xclaim', 'large stream', 'readers', 'reader 1', 0, '2-2000', 'justid') return 1`,
      ['keys db0'],
    ],
    ['a lost group', `return redis.call('xgroup', 'destroy', 'stream', 'group')`, ['expiring keys db0 2100-01-01T00Z']],
    ['a moved group', `redis.call('xgroup', 'setid', 'large stream', 'readers', '2-7') return 1`, ['keys db0']],
    ['a key in another database', `return redis.call('move', 'plain 9', 5)`, ['keys db0', 'keys db5']],
  ])('is shown for %s', async (_, mutation, expected) => {
    await server.script(mutation, 0);
    expect(await changed()).toEqual(expected);
  });

  it('is shown for another function', async () => {
    await server.command(
      String.raw`function load replace "#!lua name=library\nredis.register_function('answer', function() return 43 end)"`,
    );
    expect(await changed()).toEqual(['library library']);
  });

  it('is nothing when keys have expired', async () => {
    await server.script(`for i = 1, 100 do redis.call('set', 'brief ' .. i, i, 'px', 3000 + i) end return 1`, 0);
    await changed();
    expect(before.filter(({ until }) => until !== undefined && Date.parse(until) < Date.now() + 60_000)).toHaveLength(1);
    await expect.poll(() => server.command('exists "brief 1" "brief 100"'), { timeout: 10_000 }).toBe('0');
    expect(await changed()).toEqual([]);
  });

  it('is nothing when another server has loaded it, with other limits on how it keeps things small', async () => {
    const snapshot = new MemorySnapshot();
    await backup(server.context(), snapshot.writer);
    const other = await TestServer.started();
    try {
      for (const limit of ['hash-max-listpack-entries', 'zset-max-listpack-entries', 'set-max-intset-entries'])
        await other.command(`config set ${limit} 0`);
      await other.command('config set list-max-listpack-size 3');
      await restore(other.context(), snapshot.reader);
      expect(differences(snapshot.contents, await contents(other.context(), { digest: true }))).toEqual([]);
      await other.command('debug reload');
      expect(differences(snapshot.contents, await contents(other.context(), { digest: true }))).toEqual([]);
    } finally {
      await other.dispose();
    }
  });

  it('is nothing when a server was written to while it was backed up: what is recorded is what is in the snapshot', async () => {
    const stop = writeLoad(server.port, 3);
    const snapshots = [new MemorySnapshot(), new MemorySnapshot()];
    await backup(server.context(), snapshots[0]!.writer);
    await backup(server.context(), snapshots[1]!.writerWith({ digest: false }));
    const during = await contents(server.context(), { digest: true });
    expect(await stop()).toBeGreaterThan(1000);
    expect(differences(snapshots[0]!.contents, during)).toContain('keys db0');
    const other = await TestServer.started();
    try {
      for (const [index, snapshot] of snapshots.entries()) {
        await restore(other.context(), snapshot.reader);
        expect(differences(snapshot.contents, await contents(other.context(), { digest: index === 0 }))).toEqual([]);
      }
    } finally {
      await other.dispose();
    }
  });
});
