import { join } from 'node:path';
import { noContainerOf } from '@dust-workspace/runtime/testing';
import { expect, it } from 'vitest';
import { chosenImages } from '../testing/addComponent.js';
import { containersOf, describeInContainers, inContainers, machine, machineEngine } from '../testing/containers.js';
import { addTimescale, connected, query } from '../testing/database.js';
import { leftByDrill } from '../testing/leftByDrill.js';
import { addRedis, redis } from '../testing/redis.js';
import { seen } from '../testing/seen.js';
import { until } from '../testing/until.js';
import { repository, type Workspace } from '../testing/workspace.js';

const missing =
  typeof machine === 'string'
    ? machine
    : ((await noContainerOf(join(repository, 'platform/timescale'))) ?? (await noContainerOf(join(repository, 'platform/redis'))));

const settings = `DSW_RUNTIME=compose\n${chosenImages}`;

const databaseSql = `
  create schema app;
  create table app.reading (at timestamptz not null, sensor int not null, value double precision);
  select create_hypertable('app.reading', by_range('at', interval '1 day'));
  create index reading_by_sensor on app.reading (sensor, at desc);
  insert into app.reading select '2024-02-03 00:00+00'::timestamptz + i * interval '1 hour', sensor, i / 7.0
    from generate_series(0, 239) i, generate_series(1, 10) sensor;
  create sequence app.counted increment 3 start 100;
  select nextval('app.counted'), nextval('app.counted');
  create role reader login password 'of the reader' connection limit 3;
  grant usage on schema app to reader;
  grant select on app.reading to reader;
  select lo_from_bytea(4711, decode(repeat('00ff', 5000), 'hex'));
  create table written (n int primary key);
`;

/** All of the above but what the writer writes, in one row. */
const databaseState = `select
  (select md5(string_agg(r::text, ',' order by at, sensor)) from app.reading r) as readings,
  (select count(*)::int from timescaledb_information.chunks where hypertable_name = 'reading') as chunks,
  (select string_agg(indexdef, ';' order by indexdef) from pg_indexes where schemaname = 'app') as indexes,
  (select last_value from app.counted) as counted,
  (select string_agg(rolcanlogin || ' ' || rolconnlimit, '') from pg_roles where rolname = 'reader') as reader,
  has_table_privilege('reader', 'app.reading', 'select') as reads,
  md5(lo_get(4711)) as object`;

const redisFill = String.raw`
  redis.call('set', 'text', 'value')
  redis.call('set', 'large', string.rep('0123456789', 20000))
  redis.call('set', 'fleeting', 'later', 'pxat', 4102444800123)
  for i = 1, 700 do
    redis.call('rpush', 'list', 'element ' .. i)
    redis.call('sadd', 'set', 'member ' .. i)
    redis.call('zadd', 'sorted', i / 3, 'member ' .. i)
    redis.call('hset', 'hash', 'field ' .. i, i)
    redis.call('xadd', 'stream', '1-' .. i, 'n', i)
  end
  redis.call('xgroup', 'create', 'stream', 'group', '1-3')
  return 'OK'`;

/** All of the above but what the writer writes. */
const redisState = String.raw`
  local function pairsOf(key)
    local kind = redis.call('type', key).ok
    if kind == 'string' then return redis.call('get', key) end
    if kind == 'list' then return redis.call('lrange', key, 0, -1) end
    if kind == 'zset' then return redis.call('zrange', key, 0, -1, 'withscores') end
    if kind == 'stream' then return redis.call('xinfo', 'stream', key, 'full', 'count', 0) end
    local all = redis.call(kind == 'set' and 'smembers' or 'hgetall', key)
    table.sort(all)
    return all
  end
  local found = {}
  local keys = redis.call('keys', '*')
  table.sort(keys)
  for _, key in ipairs(keys) do
    if key ~= 'written' then found[#found + 1] = { key, redis.call('pexpiretime', key), pairsOf(key) } end
  end
  return cjson.encode(found)`;

async function filled(workspace: Workspace): Promise<void> {
  await addTimescale(workspace, settings);
  await addRedis(workspace);
  await workspace.succeeds('init timescale redis');
  await query(workspace, databaseSql);
  await redis(workspace, ['EVAL', redisFill, '0']);
}

async function stateOf(workspace: Workspace): Promise<unknown> {
  return [await query(workspace, databaseState), JSON.parse(await redis(workspace, ['EVAL', redisState, '0']))];
}

/** Writes 1, 2, 3 and so on to both until `body` has ended, one at a time, and returns how far it came. */
async function whileWriting(workspace: Workspace, body: () => Promise<void>): Promise<{ before: number; after: number }> {
  let [n, over] = [0, false];
  const writing = connected(workspace, async (client) => {
    while (!over) {
      await client.query('insert into written values ($1)', [n + 1]);
      await redis(workspace, ['RPUSH', 'written', String(n + 1)]);
      n += 1;
    }
  });
  try {
    await Promise.race([until('it writes', () => n > 5), writing]);
    const before = n;
    await body();
    return { before, after: n };
  } finally {
    over = true;
    await writing;
  }
}

/** How many of the writer's numbers are there; none of them is missing. */
async function writtenIn(workspace: Workspace): Promise<[number, number]> {
  const [row] = (await query(workspace, 'select count(*)::int as count, coalesce(max(n), 0) as last from written')) as {
    count: number;
    last: number;
  }[];
  expect(row?.count).toBe(row?.last);
  const [length, last] = [await redis(workspace, ['LLEN', 'written']), await redis(workspace, ['LINDEX', 'written', '-1'])];
  expect(length).toBe(last);
  return [row?.last ?? -1, Number(last)];
}

async function stampsOf(workspace: Workspace): Promise<Record<'verified' | 'drilled', string[]>[]> {
  const { sets: listed } = JSON.parse((await workspace.dsw('backup-list --json')).stdout) as {
    sets: { stamps: Record<'verified' | 'drilled', object> }[];
  };
  return listed.map(({ stamps: { verified, drilled } }) => ({
    verified: Object.keys(verified).sort(),
    drilled: Object.keys(drilled).sort(),
  }));
}

describeInContainers('backups of databases in containers', () => {
  it('taken while somebody writes are verified, drilled beside them, and restored with all that they held', (context) => {
    context.skip(missing !== undefined, missing);
    return inContainers({}, async (workspace) => {
      await filled(workspace);
      const state = await stateOf(workspace);
      const { before, after } = await whileWriting(workspace, () => workspace.succeeds('backup timescale redis'));
      const running = await containersOf(workspace);

      expect(seen(workspace, await workspace.dsw('verify timescale redis'))).toMatchObject({
        exitCode: 0,
        stdout: expect.stringMatching(
          /^(?=[^]*^timescale verify: done, \d files of set <set> are as they were written, and its own tools can read them$)(?=[^]*^redis verify: done, \d files of set <set> are as they were written, and its own tools can read them$)/m,
        ) as unknown,
      });
      const drill = seen(workspace, await workspace.dsw('drill timescale redis'));
      expect([drill.exitCode, drill.stderr], drill.stdout).toEqual([0, '']);
      expect(drill.stdout).toMatch(/^timescale drill: done, restored from set <set>, as recorded: \d+ × /m);
      expect(drill.stdout).toMatch(/^redis drill: done, restored from set <set>, as recorded: \d+ × /m);
      expect(await stampsOf(workspace)).toEqual([{ verified: ['redis', 'timescale'], drilled: ['redis', 'timescale'] }]);
      expect([await leftByDrill(workspace), await containersOf(workspace)]).toEqual([[], running]);
      expect(await mountsOf(running)).not.toContain('volume');

      await query(workspace, 'drop schema app cascade; drop table written; select lo_unlink(4711); drop role reader');
      await redis(workspace, ['FLUSHALL']);
      await workspace.succeeds('restore timescale redis');
      expect(await stateOf(workspace)).toEqual(state);
      for (const written of await writtenIn(workspace)) {
        expect(written).toBeGreaterThanOrEqual(before);
        expect(written).toBeLessThanOrEqual(after);
      }

      await workspace.succeeds('stop timescale redis');
      const idle = seen(workspace, await workspace.dsw('verify timescale redis'));
      const said = idle.stdout.split('\n').sort();
      expect(said.map((line) => line.replace(/\d files/, 'N files'))).toEqual([
        'redis verify: done, N files of set <set> are as they were written; its own tools were not asked, for it does not run',
        'timescale verify: done, N files of set <set> are as they were written; its own tools were not asked, for it does not run',
      ]);
    });
  });

  it('are not proven by a drill whose container is killed: it says so, and leaves nothing', (context) => {
    context.skip(missing !== undefined, missing);
    return inContainers({}, async (workspace) => {
      await addTimescale(workspace, settings);
      await workspace.succeeds('init timescale');
      await query(workspace, 'create table thing as select n as id, md5(n::text) as name from generate_series(1, 400000) n');
      await workspace.succeeds('backup timescale');
      const running = await containersOf(workspace);
      const drilling = workspace.launch('drill timescale');
      await until('it restores', () => drilling.said().includes('restoring database metrics'), 60_000);
      await killDrilled(workspace);
      const drill = seen(workspace, await drilling.ended);
      expect([drill.exitCode, drill.stderr]).toEqual([1, '']);
      expect(drill.stdout).toMatch(
        /^timescale drill: FAILED\n {2}error: restore of timescale failed: .*; timescale has ended meanwhile: .*(137|killed)/m,
      );
      expect(await stampsOf(workspace)).toEqual([{ verified: [], drilled: [] }]);
      expect([await leftByDrill(workspace), await containersOf(workspace)]).toEqual([[], running]);
      expect(await query(workspace, 'select count(*)::int from thing')).toEqual([{ count: 400_000 }]);
      await workspace.succeeds('drill timescale');
      expect(await stampsOf(workspace)).toEqual([{ verified: [], drilled: ['timescale'] }]);
    });
  });
});

async function mountsOf(containers: Awaited<ReturnType<typeof containersOf>>): Promise<string[]> {
  const { docker } = machineEngine();
  const details = await Promise.all(Object.values(containers).map(({ id }) => docker.getContainer(id).inspect()));
  return details.flatMap(({ Mounts }) => Mounts.map(({ Type }) => Type));
}

async function killDrilled({ root }: Workspace): Promise<void> {
  const { docker } = machineEngine();
  const label = [`org.dust-workspace.workspace=${root}`, 'org.dust-workspace.environment=local-drill'];
  const [container] = await docker.listContainers({ filters: { label } });
  if (container === undefined) throw new Error('there is no container of the drill');
  await docker.getContainer(container.Id).kill();
}
