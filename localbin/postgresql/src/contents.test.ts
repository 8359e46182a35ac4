import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContentEntry } from '@dust-workspace/component/hooks';
import { differences } from './testing/differences.js';
import { MemorySnapshot } from '@dust-workspace/component/testing';
import { databaseSql, odd, oddSql, serverSql } from './testing/richCluster.js';
import { richTablesSql } from './testing/richTables.js';
import type { Server } from './testing/server.js';
import { plainHooks } from './testing/plainHooks.js';
import { installed, TestServer } from './testing/testServer.js';

const { init, backup, contents, restore } = plainHooks;

const found = (server: Server, digest = true) => contents(server.context(), { digest });

describe.skipIf(!installed.clients)('the contents of a server', () => {
  const snapshot = new MemorySnapshot();
  let source: TestServer;
  let target: TestServer;
  let last: readonly ContentEntry[];

  beforeAll(async () => {
    source = await TestServer.started();
    target = await TestServer.started();
    await init(source.context());
    await source.sql('postgres', serverSql);
    await source.sql('metrics', databaseSql);
    await source.sql('metrics', richTablesSql);
    await source.sql(odd, oddSql);
    // What a session would print otherwise.
    await source.sql(
      'metrics',
      `alter database metrics set datestyle to 'German'; alter database metrics set intervalstyle to 'iso_8601';`,
    );
    await source.sql(
      'metrics',
      `alter database metrics set extra_float_digits to -5; alter database metrics set bytea_output to 'escape';`,
    );
    await backup(source.context(), snapshot.writer);
    await restore(target.context(), snapshot.reader);
  }, 60_000);

  afterAll(() => Promise.all([source.dispose(), target.dispose()]));

  it('are what a backup of it recorded', async () => {
    expect(await found(source)).toEqual(snapshot.contents);
  });

  it('are the same where it was restored', async () => {
    last = await found(target);
    expect(last).toEqual(snapshot.contents);
  });

  it('have each kind and name once, in order', () => {
    const names = snapshot.contents.map(({ kind, name }) => `${kind}\n${name}`);
    expect(new Set(names).size).toBe(names.length);
    expect([...new Set(snapshot.contents.map(({ kind }) => kind))]).toEqual([
      'constraint',
      'database',
      'event trigger',
      'extension',
      'function',
      'index',
      'large objects',
      'materialized view',
      'policy',
      'role',
      'rule',
      'sequence',
      'table',
      'trigger',
      'type',
      'view',
    ]);
  });

  it('count rows once, whether a table inherits them or is a part of another', () => {
    const counts = snapshot.contents.flatMap(({ kind, name, count }) =>
      kind === 'table' && name.startsWith('metrics.') ? [[name, count]] : [],
    );
    expect(Object.fromEntries(counts)).toEqual({
      'metrics.app.item': 429,
      'metrics.app.measured': undefined,
      'metrics.app.measured_2024': 3,
      'metrics.app.scratch': 1,
      'metrics.rich.child': 20,
      'metrics.rich.doc': 3,
      'metrics.rich.everything': 202,
      'metrics.rich.nothing': 3,
      'metrics.rich.parent': 10,
      'metrics.rich.state': 2,
      'metrics.rich.wide': 2,
    });
  });

  it('say of roles what they may, and nothing of their passwords', () => {
    expect(snapshot.contents.filter(({ kind }) => kind === 'role')).toEqual([
      { kind: 'role', name: '"Read Only"', value: 'noinherit' },
      { kind: 'role', name: 'app', value: 'login limit 7 until 2999-01-01 00:00:00+00, in "Read Only" admin' },
      { kind: 'role', name: 'auditor', value: 'login createrole bypassrls, in "Read Only", in pg_monitor' },
      { kind: 'role', name: 'postgres', value: 'superuser login createrole createdb replication bypassrls' },
    ]);
    expect(JSON.stringify(snapshot.contents)).not.toMatch(/SCRAM|md5/);
  });

  it('have the digests that were recorded by earlier versions, and will be by later ones', () => {
    const digests = snapshot.contents.flatMap(({ kind, name, digest }) =>
      fixed.has(name) && digest !== undefined ? [[`${kind} ${name}`, digest]] : [],
    );
    expect(Object.fromEntries(digests)).toEqual({
      'large objects metrics': '-7483205137840129450',
      'table metrics.app.measured_2024': '-328745677259839856',
      'table metrics.app.scratch': '8680131335536356089',
      'table metrics.rich.doc': '-7581333105897409864',
      'table metrics.rich.nothing': '0',
      'table metrics.rich.state': '-1512512213462081953',
      'table metrics.rich.wide': '-3085457049693884479',
    });
  });

  it('have no digests where none are wanted', async () => {
    const without = new MemorySnapshot({ digest: false });
    await backup(source.context(), without.writer);
    expect(without.contents).toEqual(snapshot.contents.map(({ digest: _, ...entry }) => entry));
    expect(await found(source, false)).toEqual(without.contents);
  });

  const fixed = new Set([
    'metrics',
    'metrics.app.measured_2024',
    'metrics.app.scratch',
    'metrics.rich.doc',
    'metrics.rich.nothing',
    'metrics.rich.state',
    'metrics.rich.wide',
  ]);

  const changes = {
    'databases less': [
      `alter database blueprint is_template false; drop database blueprint; drop database readonly`,
      expect.stringContaining('database readonly is missing'),
    ],
    'a row less': [`delete from app.item where id = 1`, 'table metrics.app.item has another count and digest'],
    'a row twice': [`insert into rich.parent values (1, 1)`, 'table metrics.rich.parent has another count and digest'],
    'a row twice instead of another': [
      `update rich.parent set (a, b) = (1, 1) where a = 2`,
      'table metrics.rich.parent has another digest',
    ],
    'values in each other’s row': [
      `update rich.child set a = case c when 1 then -2 else -1 end where c in (1, 2)`,
      'table metrics.rich.child has another digest',
    ],
    'values in each other’s column': [`update rich.child set (a, b) = (b, a) where c = 1`, 'table metrics.rich.child has another digest'],
    'a character in a long text': [
      `update rich.doc set big = overlay(big placing '-' from 99999) where id = 2`,
      'table metrics.rich.doc has another digest',
    ],
    'a byte': [
      `update app.item set raw = set_byte(raw, 5, get_byte(raw, 5) # 1) where id = 2`,
      'table metrics.app.item has another digest',
    ],
    'another case, where that is as good': [
      `update rich.everything set blind = 'STRASSE' where blind = 'strasse'`,
      'table metrics.rich.everything has another digest',
    ],
    'a space at the end': [`update rich.everything set spaces = 'abc ' where i2 < 0`, 'table metrics.rich.everything has another digest'],
    'a zero that was negative': [`update rich.everything set f4 = 0 where i2 = 0`, 'table metrics.rich.everything has another digest'],
    'the last digit of a number': [`update rich.everything set n = 1.1 where i2 < 0`, 'table metrics.rich.everything has another digest'],
    'empty instead of null': [
      `update rich.everything set none = '' where none is null and i2 < 0`,
      'table metrics.rich.everything has another digest',
    ],
    'null instead of empty': [`update rich.everything set padded = null where i2 = 0`, 'table metrics.rich.everything has another digest'],
    'a part of what prints worse': [
      `update rich.everything set pair.a = 2 where i2 < 0`,
      'table metrics.rich.everything has another digest',
    ],
    'the last of many columns': [`update rich.wide set c1600 = 4 where c1 = 1`, 'table metrics.rich.wide has another digest'],
    'columns far from each other': [`update rich.wide set (c1, c51) = (c51, c1)`, 'table metrics.rich.wide has another digest'],
    'a large object': [`select lo_put(424242, 9999, '\\x00')`, 'large objects metrics has another digest'],
    'a large object’s length': [`select lo_put(8, 5, '\\x00')`, 'large objects metrics has another digest'],
    'a large object less': [`select lo_unlink(7)`, 'large objects metrics has another count and digest'],
    'a sequence that was set': [`select setval('app.item_n_seq', 4710)`, 'sequence metrics.app.item_n_seq has another value'],
    'a sequence that was not asked': [`select setval('app.item_n_seq', 4710, false)`, 'sequence metrics.app.item_n_seq has another value'],
    'a missing index': [`drop index rich.state_lower_idx`, 'index metrics.rich.state_lower_idx is missing'],
    'another index': [
      `drop index app.measured_at_idx; create index measured_at_idx on app.measured (at)`,
      'index metrics.app.measured_2024_at_idx has another value\nindex metrics.app.measured_at_idx has another value',
    ],
    'a missing constraint': [
      `alter table rich.state drop constraint state_n_check`,
      'constraint metrics.rich.state.state_n_check is missing',
    ],
    'another default': [`alter table rich.state alter at set default '2024-01-02'`, 'table metrics.rich.state has another value'],
    'another view': [
      `create or replace view rich.lone as select name, at from rich.state where name in ('on') and exists (select from rich.parent where parent.a > 3)`,
      'view metrics.rich.lone has another value',
    ],
    'a view of another column': [
      `create or replace view rich.busy as select s.name, count(*) as n from rich.state s join rich.child c on c.b > s.n or s.name in ('on') group by s.name having count(*) > 1`,
      'view metrics.rich.busy has another value',
    ],
    'a missing function': [`drop aggregate rich.joined(text)`, 'function metrics.rich.joined(text) is missing'],
    'another function': [
      `create or replace function app.touch() returns trigger language plpgsql as $$ begin return new; end $$`,
      'function metrics.app.touch() has another value',
    ],
    'a trigger that rests': [`alter table app.item disable trigger touch`, 'trigger metrics.app.item.touch has another value'],
    'another label of an enum': [`alter type rich.weekday add value 'wed'`, 'type metrics.rich.weekday has another value'],
    'a missing policy': [`drop policy own on app.item`, 'policy metrics.app.item.own is missing'],
    'row security that is off': [`alter table app.item disable row level security`, 'table metrics.app.item has another value'],
    'a membership less': [`revoke pg_monitor from auditor`, 'role auditor has another value'],
    'a role less': [`drop owned by auditor; drop role auditor`, 'role auditor is missing'],
    'a role that may more': [`alter role "Read Only" login`, 'role "Read Only" has another value'],
    'a table more': [`create table app.more ()`, 'table metrics.app.more was not there'],
    'an extension less': [`drop extension citext cascade`, expect.stringContaining('extension metrics.citext is missing')],
  } as const;

  it.each(Object.entries(changes))('tell of %s', async (_title, [sql, told]) => {
    await target.sql('metrics', sql);
    const changed = await found(target);
    const differing = differences(last, changed);
    last = changed;
    expect(differing.join('\n')).toEqual(told);
  });
});
