import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MemorySnapshot } from '@dust-workspace/component/testing';
import { databaseSql } from './testing/richCluster.js';
import { plainHooks } from './testing/plainHooks.js';
import { installed, TestServer } from './testing/testServer.js';

const { init, backup, verify } = plainHooks;

describe.skipIf(!installed.clients)('the files of a backup', () => {
  const whole = new MemorySnapshot();
  const dump = 'database-1.dump';
  let server: TestServer;
  let snapshot: MemorySnapshot;

  beforeAll(async () => {
    server = await TestServer.started();
    await init(server.context());
    await server.sql('metrics', 'create role app; create role "Read Only"');
    await server.sql('metrics', databaseSql);
    await server.sql('metrics', `create table filler as select i, repeat('x', 500) from generate_series(1, 2000) i`);
    await backup(server.context(), whole.writer);
    await server.end();
  });

  beforeEach(() => {
    snapshot = new MemorySnapshot();
    for (const name of whole.files) snapshot.replace(name, whole.content(name));
  });

  afterAll(() => server.dispose());

  it('are read without a server', async () => {
    await verify(server.context(), snapshot.reader);
    expect(server.lines.slice(-3)).toEqual(['metrics', 'postgres', 'template1'].map((name) => `reading the dump of database ${name}`));
  });

  it.each([
    ['its first bytes are others', (content: Buffer) => content.fill(0, 0, 4), 'input file does not appear to be a valid archive'],
    ['its list of contents is cut off', (content: Buffer) => content.subarray(0, 2000), 'could not read from input file: end of file'],
    [
      'its rows are cut off',
      (content: Buffer) => content.subarray(0, content.length - 500_000),
      'could not read from input file: end of file',
    ],
    ['it is empty', (content: Buffer) => content.subarray(0, 0), 'input file is too short'],
  ])('are damaged when of a dump %s', async (_what, damage, reason) => {
    snapshot.replace(dump, damage(Buffer.from(whole.content(dump))));
    await expect(verify(server.context(), snapshot.reader)).rejects.toMatchObject({
      name: 'HookFailure',
      message: expect.stringMatching(`^database-1.dump of the backup, the dump of database metrics, is damaged: .*${reason}`),
    });
  });

  it('are damaged when rows stand where a block of them should begin', async () => {
    const content = Buffer.from(whole.content(dump));
    const middle = content.indexOf('x'.repeat(500));
    snapshot.replace(dump, Buffer.concat([content.subarray(0, middle), content.subarray(middle + 777)]));
    await expect(verify(server.context(), snapshot.reader)).rejects.toThrow(/^database-1\.dump of the backup, .*, is damaged: /);
  });

  it.each([
    ['roles.json', '{', 'roles.json of the backup is not what this component writes'],
    ['roles.json', 'null', 'roles.json of the backup is not what this component writes'],
    ['roles.json', '{"format":2}', 'roles.json of the backup has format 2, and only 1 is known here'],
    ['databases.json', '{"format":1,"server":15}', 'databases.json of the backup is not what this component writes'],
    ['databases.json', '{"format":1,"server":15,"databases":[7]}', 'databases.json of the backup is not what this component writes'],
  ])('are refused when %s is %s', async (name, content, message) => {
    snapshot.replace(name, Buffer.from(content));
    await expect(verify(server.context(), snapshot.reader)).rejects.toMatchObject({ name: 'HookFailure', message });
  });

  it('are refused when one is missing that another names', async () => {
    const { reader } = snapshot;
    const without = (name: string) => ({ ...reader, files: reader.files.filter((file) => file !== name) });
    await expect(verify(server.context(), without(dump))).rejects.toThrow(
      'database-1.dump of the backup, the dump of database metrics, is missing',
    );
    await expect(verify(server.context(), without('roles.json'))).rejects.toThrow('roles.json of the backup is missing');
  });
});
