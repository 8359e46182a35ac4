import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  contentOf,
  ContainerServer,
  databaseSql,
  differences,
  dumpOf,
  installed,
  MemorySnapshot,
  richTablesSql,
  testedComponent,
  TestServer,
  type Server,
} from '@dust-workspace/postgresql/testing';
import { noContainerOf } from '@dust-workspace/runtime/testing';
import hooks from './index.js';
import { hypertablesSql } from './testing/hypertables.js';

const component = await testedComponent(join(import.meta.dirname, '..'));
const noContainer = await noContainerOf(component.directory);
/** Goes before a command in the container, as its entrypoint does. */
const withPostgres = ['/localbin/postgresql/scripts/with-postgres.sh', 'TIMESCALE', 'scripts/with-timescale.sh'] as const;
const { init, backup, restore, contents, inspect } = hooks;

const odd = {
  POSTGRES_USER: `odd role; =x % Ä`,
  POSTGRES_PASSWORD: `it's a "secret" \\ \${HOME} $$ % ä`,
  POSTGRES_DB: `we"ird 'name' \\ =x $1`,
};

const where = noContainer === undefined ? '' : ` (skipped: ${noContainer})`;

describe.skipIf(noContainer !== undefined)(`TimescaleDB in a container${where}`, () => {
  const snapshot = new MemorySnapshot();
  let server: ContainerServer;
  let restored: ContainerServer;

  beforeAll(async () => {
    server = await ContainerServer.make(component, { variables: odd });
    restored = await ContainerServer.make(component, { variables: { POSTGRES_USER: odd.POSTGRES_USER } });
  });

  afterAll(() => Promise.all([server.dispose(), restored.dispose()]));

  it('is ready with the extension, and no process of its own is left to it', async () => {
    expect(await server.start()).toBe('');
    // Process 1 adopts orphans, and PostgreSQL ends all sessions when one of its children fails.
    expect(postmaster(server)).not.toBe(1);
  });

  it('gets its database from init, which changes nothing the second time', async () => {
    await init(server.context());
    const first = await contentOf(server);
    await init(server.context());
    expect(server.lines).toEqual([`made database ${odd.POSTGRES_DB}`]);
    expect(await contentOf(server)).toEqual(first);
    const query = 'select current_user, extname from pg_extension join pg_roles on pg_roles.oid = extowner order by 2';
    expect(await server.sql(odd.POSTGRES_DB, query)).toBe(`${odd.POSTGRES_USER}|plpgsql\n${odd.POSTGRES_USER}|timescaledb\n`);
  });

  it('brings back hypertables with their chunks, dumps equal', async () => {
    await server.sql(odd.POSTGRES_DB, hypertablesSql);
    await backup(server.context(), snapshot.writer);
    await restored.start();
    await restore(restored.context(), snapshot.reader);
    expect((await contentOf(restored)).databases).toEqual((await contentOf(server)).databases);
    const chunks = `select count(*) from show_chunks('app.reading') union all select count(*) from app.reading`;
    expect(await restored.sql(odd.POSTGRES_DB, chunks)).toBe('20\n4800\n');
    await inspect(restored.context());
  });

  it('records hypertables as a whole, by what they are divided, and none of their chunks', async () => {
    const of = (kind: string): unknown[] => snapshot.contents.filter((entry) => entry.kind === kind && entry.name.includes('.app.'));
    const database = '"we""ird \'name\' \\ =x $1"';
    expect(of('hypertable')).toEqual([
      { kind: 'hypertable', name: `${database}.app.event`, value: 'at 7 days, place 3 parts' },
      { kind: 'hypertable', name: `${database}.app.reading`, value: 'at 1 day' },
    ]);
    expect(of('table')).toEqual([
      expect.objectContaining({ name: `${database}.app.event`, count: 30, digest: expect.any(String) }),
      expect.objectContaining({ name: `${database}.app.reading`, count: 4800, digest: expect.any(String) }),
      expect.objectContaining({ name: `${database}.app.sensor`, count: 10, digest: expect.any(String) }),
    ]);
    expect(snapshot.contents.filter(({ name }) => name.includes('_timescaledb_'))).toEqual([]);
  });

  it('finds in what came back what was recorded, and tells of a change in a chunk', async () => {
    expect(await contents(restored.context(), { digest: true })).toEqual(snapshot.contents);
    await restored.sql(odd.POSTGRES_DB, `update app.reading set value = value + 1e-9 where sensor = 3 and at = '2024-02-03 05:00+00'`);
    const changed = await contents(restored.context(), { digest: true });
    expect(differences(snapshot.contents, changed)).toEqual([expect.stringMatching(/^table .*\.app\.reading has another digest$/)]);
  });

  it('goes on filling hypertables that came back', async () => {
    await restored.sql(odd.POSTGRES_DB, `insert into app.reading select at + interval '20 days', sensor, value from app.reading`);
    expect(await restored.sql(odd.POSTGRES_DB, `select count(*) from show_chunks('app.reading')`)).toBe('40\n');
  });

  it('loses nothing when it is killed', async () => {
    await restored.container.kill();
    expect(await restored.start()).toBe('');
    expect(await restored.sql(odd.POSTGRES_DB, 'select count(*) from app.reading')).toBe('9600\n');
  });

  it('tells what to do when the configured password is not that of the data, and then takes it over', async () => {
    restored.variables = { ...restored.variables, POSTGRES_USER: `an'other`, POSTGRES_PASSWORD: `$(new) 'pass' "word" \\` };
    await restored.start();
    await expect(inspect(restored.context())).rejects.toMatchObject({
      message: `PostgreSQL does not let an'other in with the configured password: its data were made with another role or password`,
      remedy: expect.stringContaining('volumes/test/set-password and restart timescale'),
    });
    writeFileSync(join(restored.volume, 'set-password'), '');
    await restored.start();
    await inspect(restored.context());
    expect(readdirSync(restored.volume)).toEqual(['data']);
    expect(await restored.container.output()).toContain(`Setting the password of an'other, as ${restored.volume}/set-password asks.`);
  });

  it('keeps the password out of arguments, files and the environment of the server', async () => {
    const { stdout } = await server.exec(['sh', '-c', `cat /proc/${postmaster(server)}/cmdline /proc/${postmaster(server)}/environ`]);
    expect(stdout).toContain('listen_addresses=*');
    expect(stdout).not.toContain(odd.POSTGRES_PASSWORD);
    const found = spawnSync('grep', ['--recursive', '--fixed-strings', '--quiet', odd.POSTGRES_PASSWORD, server.container.workspace]);
    expect(found.status).toBe(1);
  });

  it('is given nothing of the component but its scripts', async () => {
    expect((await server.exec(['ls', '-A', '/component'])).stdout).toBe('scripts\n');
  });

  it('leaves files to one user alone, who is not root', async () => {
    await server.end();
    const { uid, gid } = lstatSync(server.volume);
    expect(uid).toBe(process.getuid?.() === 0 ? 65_534 : process.getuid?.());
    expect(ownersIn(server.volume)).toEqual(new Set([`${uid}:${gid}`]));
    expect(lstatSync(join(server.volume, 'data')).mode & 0o777).toBe(0o700);
  });

  it('refuses data of another version, and says what to do', async () => {
    writeFileSync(join(server.volume, 'data/PG_VERSION'), '9\n');
    const [first, ...rest] = await server.startInVain();
    expect(first).toMatch(
      new RegExp(
        `^The data in ${server.volume}/data were made by PostgreSQL 9, and PostgreSQL reads no other version's data\\. Found only: 1\\d `,
      ),
    );
    expect(rest).toEqual([
      'Choose an image with PostgreSQL 9 with TIMESCALE_IMAGE, or convert the data:',
      'back up where that version is installed, clean here, start, and restore that backup.',
    ]);
  });

  it('refuses a folder that holds something else, and leaves it as it is', async () => {
    rmSync(join(server.volume, 'data/PG_VERSION'));
    const before = readdirSync(join(server.volume, 'data'));
    expect(await server.startInVain()).toEqual([
      `${server.volume}/data holds no data of PostgreSQL: PG_VERSION is missing. Nothing in it was touched.`,
      'Move it away, then start again.',
    ]);
    expect(readdirSync(join(server.volume, 'data'))).toEqual(before);
  });
});

describe.skipIf(noContainer !== undefined)(`an image without the extension${where}`, () => {
  let server: ContainerServer;

  beforeAll(async () => {
    const complete = await ContainerServer.started(component);
    try {
      server = await ContainerServer.make(component, { change: (directory) => hideExtension(complete, directory) });
    } finally {
      await complete.dispose();
    }
  });

  afterAll(() => server.dispose());

  it('will do, and the component is degraded', async () => {
    expect(await server.start()).toBe('degraded: the timescaledb extension is not installed; running as plain PostgreSQL 17');
    await init(server.context());
  });

  it('is refused when the extension is required', async () => {
    server.variables = { ...server.variables, TIMESCALE_EXTENSION: 'required' };
    const [first, second] = await server.startInVain();
    expect(first).toMatch(/^The timescaledb extension is not installed for PostgreSQL 17 \(.*\), and TIMESCALE_EXTENSION is required\.$/);
    expect(second).toBe('Choose an image that has it with TIMESCALE_IMAGE, or set TIMESCALE_EXTENSION=optional.');
  });
});

describe.skipIf(noContainer !== undefined || !installed.clients)(`between a process and a container${where}`, () => {
  const servers: Server[] = [];
  const started = async <S extends Server>(server: Promise<S>): Promise<S> => {
    servers.push(await server);
    return server;
  };

  afterAll(() => Promise.all(servers.map((server) => server.dispose())));

  it('a backup of plain PostgreSQL comes back in the container, where its tables may become hypertables', async () => {
    const source = await started(TestServer.started({ component }));
    await init(source.context());
    await source.sql('postgres', 'create role app; create role "Read Only"');
    await source.sql('metrics', databaseSql);
    await source.sql('metrics', richTablesSql);
    const snapshot = new MemorySnapshot();
    await backup(source.context(), snapshot.writer);
    const target = await started(ContainerServer.started(component));
    await restore(target.context(), snapshot.reader);
    const found = await contents(target.context(), { digest: true });
    expect(differences(snapshot.contents, found)).toEqual([]);
    for (const query of sums) expect(await target.sql('metrics', query)).toBe(await source.sql('metrics', query));
    await init(target.context());
    await target.sql('metrics', `create table reading as select at, value from app.measured where value = 0.1`);
    await target.sql('metrics', `select create_hypertable('reading', by_range('at'), migrate_data => true)`);
    expect(await target.sql('metrics', 'select count(*) from reading')).toBe('1\n');
  });

  it('a backup with TimescaleDB is refused where that is not installed, and nothing is changed', async () => {
    const source = await started(ContainerServer.started(component));
    await init(source.context());
    const snapshot = new MemorySnapshot();
    await backup(source.context(), snapshot.writer);
    const target = await started(TestServer.started({ component }));
    const before = await dumpOf(target, 'postgres');
    await expect(restore(target.context(), snapshot.reader)).rejects.toThrow(
      /^(the backup was made from PostgreSQL 17, and an older one, \d+, runs here|the backup uses extensions that are not installed here: timescaledb in version 2\.[\d.]+ \(in database metrics\))$/,
    );
    expect(await dumpOf(target, 'postgres')).toBe(before);
  });
});

const sums = [
  'select count(*), md5(string_agg(item::text, chr(10) order by id)) from app.item',
  'select md5(string_agg(measured::text, chr(10) order by at)) from app.measured',
  `select last_value, is_called from app.item_n_seq union all select last_value, is_called from "Other Schema".counter`,
  'select md5(lo_get(424242)), (select count(*) from app.good), (select sum(count) from app.total)',
  "select relname, relowner::regrole, relacl from pg_class where relnamespace = 'app'::regnamespace and relkind = 'r' order by 1",
];

function postmaster({ volume }: Server): number {
  return Number(readFileSync(join(volume, 'data/postmaster.pid'), 'utf8').split('\n')[0]);
}

function ownersIn(folder: string): Set<string> {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => lstatSync(join(folder, name)));
  return new Set(entries.map(({ uid, gid }) => `${uid}:${gid}`));
}

/** Puts the extensions of the image but this one in the place of all. */
async function hideExtension(complete: Server, directory: string): Promise<void> {
  const folder = (await complete.exec([...withPostgres, 'sh', '-c', 'echo "${PG_TIMESCALE%/*}"'])).stdout.trim();
  const kept = join(directory, 'extensions');
  mkdirSync(kept);
  const unpack = spawn('tar', ['-x', '-C', kept], { stdio: ['pipe', 'ignore', 'inherit'] });
  await complete.exec(['tar', '-c', '-C', folder, '.'], { stdout: unpack.stdin });
  if (unpack.exitCode === null) await once(unpack, 'exit');
  rmSync(join(kept, 'timescaledb.control'));
  const file = join(directory, 'compose/compose.yaml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('    volumes:\n', `    volumes:\n      - ../extensions:${folder}:ro\n`));
}
