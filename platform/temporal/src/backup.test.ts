import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { compareContents } from '@dust-workspace/backup';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { backup } from './backup.js';
import { contents } from './contents.js';
import { copyUnavailable } from './copyUnavailable.js';
import { engine } from './engine.js';
import { init } from './init.js';
import { inspect } from './inspect.js';
import { restore } from './restore.js';
import { MemorySnapshot } from '@dust-workspace/component/testing';
import { lacking, TestServer } from './testing/testServer.js';
import { allFound, fill, findings } from './testing/workflows.js';
import { verify } from './verify.js';

const patience = { timeout: 30_000, interval: 100 };

describe.skipIf(lacking !== undefined)(`a backup of Temporal${lacking === undefined ? '' : ` (skipped: ${lacking})`}`, () => {
  const snapshot = new MemorySnapshot();
  const servers: TestServer[] = [];
  let server: TestServer;

  beforeAll(async () => {
    server = await started();
    await init(server.context());
    await fill(server);
    await vi.waitFor(async () => expect(await findings(server)).toEqual(allFound), patience);
  });

  afterAll(() => Promise.all(servers.splice(0).map((each) => each.dispose())));

  async function started(): Promise<TestServer> {
    const made = await TestServer.started();
    servers.push(made);
    return made;
  }

  /** As the engine does it: into an empty, started component that starts again afterwards. */
  async function restored(from: MemorySnapshot): Promise<TestServer> {
    const target = await started();
    await restore(target.context(), from.reader);
    await inspect(target.context());
    await target.process.end();
    await target.start();
    return target;
  }

  function volume(of: TestServer): string[] {
    return readdirSync(of.volume).sort();
  }

  it('is made while the server runs, with what is in it, and leaves nothing behind', async () => {
    await backup(server.context(), snapshot.writer);
    expect(volume(server)).toEqual(['data']);
    expect(snapshot.reader.files).toEqual(['temporal.db', 'moment']);
    const count = (name: string): number | undefined => snapshot.contents.find((entry) => `${entry.kind} ${entry.name}` === name)?.count;
    expect(
      ['dust', 'dust-agent', 'dust-connectors', 'dust-relocation', 'default'].map((name) => [
        count(`workflows ${name} running`),
        count(`schedules ${name}`),
      ]),
    ).toEqual([
      [1, 0],
      [2, 0],
      [0, 1],
      [0, 0],
      [0, 0],
    ]);
    const ended = snapshot.contents.find(({ name }) => name.startsWith('dust-connectors ended 2'));
    expect(ended).toMatchObject({ count: 1, until: expect.any(String) as string, digest: expect.any(String) as string });
    expect(snapshot.contents).toContainEqual({ kind: 'namespace', name: 'dust', value: 'keeps what has ended for 72 h' });
    expect(snapshot.contents).toContainEqual({ kind: 'search attribute', name: 'dust connectorId', value: 'Int' });
    expect(await contents(server.context(), { digest: true })).toEqual(snapshot.contents);
  });

  it('says what made it', async () => {
    expect(await engine(server.context())).toEqual({ name: 'temporal', version: expect.stringMatching(/^1\.\d+\.\d+$/) as string });
  });

  it('is found sound by SQLite, or, where there is none, whole', async () => {
    server.lines.length = 0;
    await verify(server.context(), snapshot.reader);
    await verify(withoutSqlite(server), snapshot.reader);
    expect(server.lines).toEqual([
      'temporal.db: SQLite finds it sound',
      'temporal.db: a whole database; SQLite, which could read it, is not installed here',
    ]);
    expect(await copyUnavailable(server.context())).toBe(undefined);
    expect(await copyUnavailable(withoutSqlite(server))).toBe('sqlite3 is not installed beside the server (apt-get install sqlite3)');
  });

  it.each([
    ['cut off', (content: Buffer) => content.subarray(0, -4_096), /^temporal\.db is damaged: [^\n]+$/, true],
    ['empty', () => Buffer.alloc(0), /^temporal\.db is damaged: [^\n]+$/, true],
    ['of something else', () => Buffer.from('-- PostgreSQL database dump'), /^temporal\.db is damaged: [^\n]+$/, true],
    ['changed in the middle', (content: Buffer) => spoilt(content), /^temporal\.db is damaged: [^\n]+$/, false],
  ])('that is %s is refused', async (_, spoil, message, also) => {
    const damaged = new MemorySnapshot();
    damaged.replace('temporal.db', spoil(snapshot.content('temporal.db')));
    damaged.replace('moment', snapshot.content('moment'));
    await expect(verify(server.context(), damaged.reader)).rejects.toThrow(message);
    if (also) await expect(verify(withoutSqlite(server), damaged.reader)).rejects.toThrow(message);
  });

  it('comes back into an empty server with workflows, histories, search attributes and schedules', async () => {
    const target = await restored(snapshot);
    expect(volume(target)).toEqual(['data']);
    expect(await findings(target)).toEqual(allFound);
    expect(differences(await contents(target.context(), { digest: true }))).toEqual([]);
    // Those that run go on: they take signals, and what is new is found.
    await target.client('workflow', 'signal', '--namespace', 'dust', '--workflow-id', 'waiting', '--name', 'again');
    expect(await target.history('dust', 'waiting')).toHaveLength(4);
    await target.startWorkflow('dust-agent', 'new', '--search-attribute', 'conversationId="c three"');
    await expect.poll(() => target.workflows('dust-agent', 'conversationId = "three"'), patience).toEqual(['new RUNNING']);
    await target.client('workflow', 'terminate', '--namespace', 'dust-agent', '--workflow-id', 'talk');
    await expect.poll(() => target.workflows('dust-agent', 'conversationId = "one"'), patience).toEqual(['talk TERMINATED']);
    // What has happened since does not count as a difference, and what was lost does.
    expect(differences(await contents(target.context(), { digest: true }))).toEqual([]);
    await target.client('workflow', 'delete', '--namespace', 'dust', '--workflow-id', 'waiting');
    await expect.poll(() => target.workflows('dust', 'WorkflowId = "waiting"'), patience).toEqual([]);
    await target.client('operator', 'search-attribute', 'remove', '--namespace', 'dust', '--name', 'connectorId', '--yes');
    await target.client('schedule', 'delete', '--namespace', 'dust-connectors', '--schedule-id', 'nightly');
    await target.client('operator', 'namespace', 'delete', '--namespace', 'dust-relocation', '--yes');
    await expect
      .poll(async () => differences(await contents(target.context(), { digest: true })), patience)
      .toEqual([
        'changed schedules dust-connectors',
        'changed workflows dust running',
        'missing namespace dust-relocation',
        'missing schedules dust-relocation',
        'missing search attribute dust connectorId',
        'missing search attribute dust-relocation connectorId',
        'missing search attribute dust-relocation conversationId',
        'missing search attribute dust-relocation workspaceId',
        'missing workflows dust-relocation running',
      ]);
  });

  it('is taken again by the server from which it came, after a crash and the loss of all data', async () => {
    await server.kill();
    await server.start();
    expect(await findings(server)).toEqual(allFound);
    await server.kill();
    rmSync(join(server.volume, 'data'), { recursive: true });
    await server.start();
    await expect(findings(server)).rejects.toThrow('dust');
    await restore(server.context(), snapshot.reader);
    await server.kill();
    await server.start();
    expect(await findings(server)).toEqual(allFound);
    expect(differences(await contents(server.context(), { digest: true }))).toEqual([]);
  });

  it('is of one moment while workflows start and end', async () => {
    const source = await started();
    await init(source.context());
    const moving = new MemorySnapshot();
    let going = true;
    const load = (async () => {
      for (let number = 0; going; number++) {
        await source.startWorkflow('dust', `load ${number}`, '--search-attribute', `conversationId="c${number}"`);
        if (number % 2 === 0) await source.client('workflow', 'terminate', '--namespace', 'dust', '--workflow-id', `load ${number}`);
      }
    })();
    try {
      await expect.poll(() => source.workflows('dust', 'ExecutionStatus = "Running"'), patience).toContain('load 5 RUNNING');
      await backup(source.context(), moving.writer);
    } finally {
      going = false;
      await load;
    }
    const target = await restored(moving);
    const found = await contents(target.context(), { digest: true });
    expect(compareContents(moving.contents, found, new Date())).toEqual([]);
    expect(moving.contents.find(({ name }) => name === 'dust running')?.count).toBeGreaterThanOrEqual(3);
    expect(await target.workflows('dust', 'conversationId = "c1"')).toEqual(['load 1 RUNNING']);
  });

  it('that cannot be made says why, and leaves nothing behind', async () => {
    const failing = server.context({
      exec: (line, options) =>
        line[0] === 'scripts/copy.sh'
          ? server.exec(['sh', '-c', 'mkdir "$DSW_VOLUME/copy"; echo "Error: database or disk is full" >&2; exit 1'])
          : server.exec(line, options),
    });
    await expect(backup(failing, new MemorySnapshot().writer)).rejects.toMatchObject({
      message: 'the database could not be copied: Error: database or disk is full',
      remedy: 'The disk may be full.',
    });
    expect(existsSync(join(server.volume, 'copy'))).toBe(false);
  });

  function differences(found: Awaited<ReturnType<typeof contents>>): string[] {
    return compareContents(snapshot.contents, found, new Date())
      .map((difference) => {
        const { kind, name } = difference.kind === 'changed' ? difference.recorded : difference.entry;
        return `${difference.kind} ${kind} ${name}`;
      })
      .sort();
  }
});

/** A context in which there is no SQLite. */
function withoutSqlite(server: TestServer): ReturnType<TestServer['context']> {
  return server.context({
    exec: (line, options) =>
      line.join(' ').includes('command -v sqlite3')
        ? Promise.resolve({ exitCode: 1, signal: null, stdout: '', stderr: '' })
        : server.exec(line, options),
  });
}

/** Every page but the first has other content. */
function spoilt(content: Buffer): Buffer {
  const result = Buffer.from(content);
  for (let at = 4_096; at < result.length; at += 4_096) result.fill(0xff, at, at + 16);
  return result;
}
