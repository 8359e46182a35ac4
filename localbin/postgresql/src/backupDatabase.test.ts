import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, type ClientConfig } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContentEntry, HookContext } from '@dust-workspace/component/hooks';
import type { ServerManifest } from './serverContext.js';
import { differences } from './testing/differences.js';
import { MemorySnapshot } from '@dust-workspace/component/testing';
import { plainHooks } from './testing/plainHooks.js';
import { installed, TestServer, until } from './testing/testServer.js';

const { init, backup, contents, restore } = plainHooks;

const metrics = 'database-1.dump';

describe.skipIf(!installed.clients)('a database that is backed up while it is used', () => {
  const clients: Client[] = [];
  let server: TestServer;

  beforeEach(async () => {
    server = await TestServer.started();
    await init(server.context());
    await server.sql(
      'metrics',
      `create table account (id int primary key, balance int not null, note text);
       insert into account select i, 1000, repeat('x', i % 300) from generate_series(1, 60000) i;
       create table entry (id bigint generated always as identity, at timestamptz default now(), amount int);
       create sequence quiet start 42`,
    );
  });

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.end().catch(() => undefined)));
    await server.dispose();
  });

  async function connect(options: ClientConfig = {}): Promise<Client> {
    const { POSTGRES_USER: user, POSTGRES_PASSWORD: password } = server.variables;
    const client = new Client({ host: '127.0.0.1', port: server.port, user: user!, password: password!, database: 'metrics', ...options });
    client.on('error', () => undefined);
    clients.push(client);
    await client.connect();
    return client;
  }

  /** Does something when pg_dump is about to start, after its snapshot was taken. */
  function before(action: () => Promise<unknown>): HookContext<ServerManifest> {
    const context = server.context();
    return {
      ...context,
      run: async (command, options) => {
        if (command.some((word) => word.includes('metrics'))) await action();
        return context.run(command, options);
      },
    };
  }

  function entry(entries: readonly ContentEntry[], kind: string, name: string): ContentEntry | undefined {
    return entries.find((candidate) => candidate.kind === kind && candidate.name === name);
  }

  it('comes back as it was recorded, however many write to it', async () => {
    const writers = await Promise.all([1, 2, 3, 4].map(() => connect()));
    let stopped = false;
    let written = 0;
    const work = writers.map(async (client, index) => {
      for (let n = index; !stopped; n += 4) {
        const [from, to] = [1 + ((n * 7919) % 60_000), 1 + ((n * 104_729) % 60_000)];
        await client.query(
          `begin; update account set balance = balance - 7 where id = least(${from}, ${to}); update account set balance = balance + 7 where id = greatest(${from}, ${to});
           insert into entry (amount) values (7); commit`,
        );
        if (n % 50 < 4) await client.query('delete from entry where id = (select min(id) from entry)');
        written += 1;
      }
    });
    const snapshot = new MemorySnapshot();
    await backup(server.context(), snapshot.writer);
    const during = written;
    stopped = true;
    await Promise.all(work);
    expect(during).toBeGreaterThan(20);
    const target = await TestServer.started();
    try {
      await restore(target.context(), snapshot.reader);
      const found = await contents(target.context(), { digest: true });
      expect(differences(snapshot.contents, found)).toEqual([]);
      expect(await target.sql('metrics', 'select count(*), sum(balance) from account')).toBe('60000|60000000\n');
      const { value, upTo } = entry(snapshot.contents, 'sequence', 'metrics.public.entry_id_seq')!;
      expect(BigInt(value!)).toBeLessThan(BigInt(upTo!));
      expect(entry(snapshot.contents, 'sequence', 'metrics.public.quiet')).toEqual({
        kind: 'sequence',
        name: 'metrics.public.quiet',
        value: '42',
      });
    } finally {
      await target.dispose();
    }
  });

  it('has no row, in the dump or in what is recorded, that came after it began', async () => {
    const snapshot = new MemorySnapshot();
    await backup(
      before(() =>
        server.sql('metrics', `insert into account values (0, 0); update account set note = 'zebra' where id = 1; create table zebra ()`),
      ),
      snapshot.writer,
    );
    expect(entry(snapshot.contents, 'table', 'metrics.public.account')?.count).toBe(60_000);
    expect(entry(snapshot.contents, 'table', 'metrics.public.zebra')).toBeUndefined();
    expect(snapshot.content(metrics).includes('zebra')).toBe(false);
    const now = await contents(server.context(), { digest: true });
    expect(differences(snapshot.contents, now)).toEqual([
      'table metrics.public.account has another count and digest',
      'table metrics.public.zebra was not there',
    ]);
  });

  it('expects about as many bytes as there are in the dump', async () => {
    const snapshot = new MemorySnapshot();
    await backup(server.context(), snapshot.writer);
    expect(snapshot.expected / snapshot.content(metrics).length).toBeGreaterThan(0.8);
    expect(snapshot.expected / snapshot.content(metrics).length).toBeLessThan(1.5);
  });

  it('keeps those from emptying a table who come while it is counted', async () => {
    const rival = await connect();
    let emptied: Promise<unknown> | undefined;
    const snapshot = new MemorySnapshot({
      onWrite: async (name) => {
        if (name !== metrics || emptied !== undefined) return;
        // All is locked by pg_dump now, and soon by whoever counts.
        await until('the table to be locked twice', () => lockers('account', 2));
        emptied = rival.query('truncate account');
      },
    });
    await backup(server.context(), snapshot.writer);
    await emptied;
    expect(entry(snapshot.contents, 'table', 'metrics.public.account')?.count).toBe(60_000);
    expect(await server.sql('metrics', 'select count(*) from account')).toBe('0\n');
  });

  it('does not wait behind those who wait for pg_dump, and says which table is not counted', async () => {
    const [rival, holder] = [await connect(), await connect()];
    let emptied: Promise<unknown> | undefined;
    const context = server.context();
    const snapshot = new MemorySnapshot();
    const run: HookContext['run'] = async (command, options) => {
      if (!command.some((word) => word.includes('metrics'))) return context.run(command, options);
      // pg_dump locks one table, and must wait for the other.
      await holder.query('begin; lock table entry in access exclusive mode');
      const running = context.run(command, options);
      await until('pg_dump to have a lock', () => lockers('account', 1));
      emptied = rival.query('truncate account');
      await until('somebody to wait', () => server.sql('metrics', waiting).then((count) => (count === '1\n' ? true : undefined)));
      await holder.query('commit');
      return running;
    };
    await backup({ ...context, run }, snapshot.writer);
    await emptied;
    expect(entry(snapshot.contents, 'table', 'metrics.public.account')).toEqual({
      kind: 'table',
      name: 'metrics.public.account',
      value: 'balance integer not null, id integer not null, note text',
    });
    expect(entry(snapshot.contents, 'table', 'metrics.public.entry')?.count).toBe(0);
    expect(server.lines).toContain(
      'public.account is in the dump, but its rows are not counted: somebody waits for the dump to end, to change the table',
    );
  });

  it('is not backed up when pg_dump is killed', async () => {
    const context = server.context();
    const pidFile = join(server.folder, 'run/pid');
    const run: HookContext['run'] = (command, options) =>
      context.run(['sh', '-c', 'echo $$ >"$0"; exec "$@"', pidFile, ...command], options);
    const snapshot = new MemorySnapshot({
      onWrite: async (name) => {
        if (name === metrics) process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
      },
    });
    await expect(backup({ ...context, run }, snapshot.writer)).rejects.toThrow(/^sh exited with SIGKILL/);
    expect(snapshot.contents).toEqual([]);
    await until('no session to be left', nobodyLeft);
  });

  it('is not backed up when it cannot be read beside the dump, which ends with it', async () => {
    const terminate = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'postgresql hooks' and state <> 'idle'`;
    let terminated: Promise<string> | undefined;
    const snapshot = new MemorySnapshot({
      onWrite: async (name) => {
        if (name === metrics) await (terminated ??= server.sql('postgres', terminate));
      },
    });
    await expect(backup(server.context(), snapshot.writer)).rejects.toThrow(/terminating connection|ended the connection/);
    await until('no session to be left', nobodyLeft);
  });

  const waiting = `select count(*) from pg_locks where relation = 'account'::regclass and not granted`;

  async function lockers(table: string, least: number): Promise<true | undefined> {
    const query = `select count(*) from pg_locks where relation = '${table}'::regclass and granted and mode = 'AccessShareLock'`;
    return Number(await server.sql('metrics', query)) >= least ? true : undefined;
  }

  async function nobodyLeft(): Promise<true | undefined> {
    const query = `select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`;
    return (await server.sql('postgres', query)) === '0\n' ? true : undefined;
  }
});
