import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backup, snapshotFile } from './backup.js';
import { engine } from './engine.js';
import { MemorySnapshot } from '@dust-workspace/component/testing';
import { fill } from './testing/richData.js';
import { installed, TestServer } from './testing/testServer.js';
import { verify } from './verify.js';

describe.skipIf(!installed)('the check of a snapshot', () => {
  const snapshot = new MemorySnapshot();
  let server: TestServer;

  beforeAll(async () => {
    server = await TestServer.started('password');
    await server.script(fill, 0);
    await backup(server.context(), snapshot.writer);
  });

  afterAll(() => server.dispose());

  /** A context in which there is no tool for it. */
  function withoutTool(): ReturnType<TestServer['context']> {
    return server.context({
      exec: (line, options) =>
        line.join(' ').includes('command -v redis-check-rdb')
          ? Promise.resolve({ exitCode: 1, signal: null, stdout: '', stderr: '' })
          : server.exec(line, options),
    });
  }

  it.each([
    ['the tool of the component', () => server.context(), 'dump.rdb: 18 keys can be read'],
    ['a second server where there is no tool', withoutTool, 'dump.rdb: a server can read it'],
  ])('is done by %s, and leaves nothing', async (_, context, line) => {
    server.lines.length = 0;
    await verify(context(), snapshot.reader);
    expect(server.lines).toEqual([line]);
    expect(server.process.others).toEqual([]);
    expect(readdirSync(join(server.volume, 'data'))).toEqual(['appendonlydir']);
  });

  it.each([
    ['cut off', (content: Buffer) => content.subarray(0, -100)],
    ['without its last byte', (content: Buffer) => content.subarray(0, -1)],
    ['empty', () => Buffer.alloc(0)],
    ['changed in its header', (content: Buffer) => flipped(content, 2)],
    ['changed in the middle', (content: Buffer) => flipped(content, content.length >> 1)],
    ['changed in its checksum', (content: Buffer) => flipped(content, content.length - 1)],
    ['of a later version', (content: Buffer) => Buffer.concat([Buffer.from('REDIS9999'), content.subarray(9)])],
    ['of something else', () => Buffer.from('-- PostgreSQL database dump')],
  ])('refuses one that is %s', async (_, spoil) => {
    const spoilt = new MemorySnapshot();
    spoilt.replace(snapshotFile, spoil(snapshot.content(snapshotFile)));
    for (const context of [server.context(), withoutTool()])
      await expect(verify(context, spoilt.reader)).rejects.toThrow(/^dump\.rdb is damaged: [^\n]+$/);
    expect(server.process.others).toEqual([]);
    expect(readdirSync(join(server.volume, 'data'))).toEqual(['appendonlydir']);
  });

  it('is for an engine that has a name and a version', async () => {
    const { name, version } = await engine(server.context());
    expect(name).toMatch(/^(redis|valkey)$/);
    expect((await server.exec(['sh', '-c', '$(command -v redis-server || command -v valkey-server) --version'])).stdout).toContain(
      `v=${version} `,
    );
  });
});

function flipped(content: Buffer, at: number): Buffer {
  const result = Buffer.from(content);
  result[at]! ^= 0x10;
  return result;
}
