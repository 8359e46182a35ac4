import { readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { noContainerOf } from '@dust-workspace/runtime/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import pg from 'pg';
import { leftInEngine, machineEngine, removeFromEngine } from './testing/containers.js';
import { freshClone, type Clone } from './testing/freshClone.js';
import { processesOf } from './testing/labelledProcesses.js';
import { repository } from './testing/workspace.js';

let clone: Clone;
beforeAll(async () => {
  clone = await freshClone();
});
afterAll(() => clone.remove());

interface Status {
  readonly state: string;
  readonly runtime: string;
  readonly initialised: boolean;
  readonly ports: Readonly<Record<string, number>>;
  readonly lastBackup: unknown;
}

/** The one way in which commands of a line are run. */
function lineIn(env: Readonly<Record<string, string>>) {
  const shell: Clone['shell'] = (line) => clone.shell(line, env);
  return {
    shell,
    /** What it printed; it must have succeeded. */
    async succeeds(line: string): Promise<string> {
      const ran = await shell(line);
      expect(ran.exitCode, `${ran.stdout}\n${ran.stderr}`).toBe(0);
      return ran.stdout;
    },
    async status(): Promise<Readonly<Record<string, Status>>> {
      const { stdout } = await shell('localbin/bin/dsw status --json');
      const { components } = JSON.parse(stdout) as { components: (Status & { readonly name: string })[] };
      return Object.fromEntries(components.map((component) => [component.name, component]));
    },
    async query(text: string): Promise<unknown> {
      const { stdout } = await shell('localbin/bin/dsw env timescale --format json --reveal');
      const variables = JSON.parse(stdout) as Record<string, string>;
      const client = new pg.Client({
        host: '127.0.0.1',
        port: Number(variables['TIMESCALE_PORT']),
        user: variables['POSTGRES_USER'] ?? '',
        password: variables['POSTGRES_PASSWORD'] ?? '',
        database: variables['POSTGRES_DB'] ?? '',
      });
      await client.connect();
      try {
        const result: unknown = await client.query(text);
        return (result as { readonly rows?: unknown }).rows;
      } finally {
        await client.end();
      }
    },
  };
}

const things = `CREATE TABLE thing (id serial PRIMARY KEY, name text NOT NULL, at timestamptz DEFAULT now(), data jsonb);
  INSERT INTO thing (name, data) SELECT 'thing ' || n || ' ''Ä''' || chr(10), json_build_object('n', n) FROM generate_series(1, 5000) n;
  DELETE FROM thing WHERE id % 7 = 0; SELECT nextval('thing_id_seq'); CREATE VIEW names AS SELECT name FROM thing`;
const contentsOfThings = `SELECT (SELECT json_agg(t ORDER BY id) FROM thing t) AS things,
  (SELECT last_value FROM thing_id_seq) AS sequence, (SELECT count(*) FROM pg_views WHERE viewname = 'names') AS views`;

const samples = `CREATE TABLE sample (at timestamptz NOT NULL, place text, value double precision);
  SELECT create_hypertable('sample', 'at', chunk_time_interval => interval '1 day');
  INSERT INTO sample SELECT '2026-01-01'::timestamptz + n * interval '1 hour', 'place ' || n % 3, n / 7.0 FROM generate_series(1, 1000) n`;
const contentsOfSamples = `SELECT (SELECT json_agg(s ORDER BY at) FROM sample s) AS samples,
  (SELECT count(*) FROM show_chunks('sample')) AS chunks,
  (SELECT json_agg(d) FROM timescaledb_information.dimensions d WHERE hypertable_name = 'sample') AS dimensions`;

/** What a newcomer does, in the order in which it is done: each test goes on where the one before stopped. */
describe('a fresh clone, with processes', { timeout: 480_000 }, () => {
  const { shell, succeeds, status, query } = lineIn({ DSW_RUNTIME: 'process' });
  afterAll(() => shell('localbin/bin/dsw down'));

  it('builds itself and runs with one line', async () => {
    await succeeds('npm ci --prefer-offline && npx nx run workspace:bootstrap');
    const { timescale, console: page } = await status();
    expect([timescale?.state, page?.state]).toEqual([expect.stringMatching(/^(healthy|degraded)$/), 'healthy']);
    expect([timescale?.initialised, page?.initialised]).toEqual([true, true]);
  });

  it('serves the console, for this machine only', async () => {
    const port = (await status())['console']?.ports['CONSOLE_PORT'];
    const page = await fetch(`http://127.0.0.1:${port}/api/status`);
    const body = (await page.json()) as { components: { name: string }[] };
    expect(body.components.map(({ name }) => name)).toEqual(expect.arrayContaining(['console', 'redis', 'timescale']));
  });

  let before: unknown;
  it('backs up what was put in', async () => {
    await query(things);
    before = await query(contentsOfThings);
    await succeeds('npx nx run-many -t backup');
    expect((await readdir(join(clone.root, 'env/backup/local/sets'))).length).toBe(1);
    expect((await status())['timescale']?.lastBackup).toMatchObject({ verifiedAt: null });
  });

  it('brings everything back, row for row, after the volume was destroyed', async () => {
    await succeeds('npx nx run timescale:stop');
    await rm(join(clone.root, 'platform/timescale/volumes/local'), { recursive: true });
    await succeeds('npx nx run timescale:restore && npx nx run timescale:start');
    expect(await query(contentsOfThings)).toEqual(before);
  });

  it('runs with the PostgreSQL from npm where the machine has none', async ({ skip }) => {
    if (process.getuid?.() !== 0) skip('only root can hide the PostgreSQL of the machine');
    const hidden = `export PATH="$PWD/localbin/bin:${dirname(process.execPath)}:/usr/bin:/bin"
      if [ -d /usr/lib/postgresql ]; then mount -t tmpfs none /usr/lib/postgresql; fi
      dsw purge --yes && dsw bootstrap && dsw backup && dsw restore && dsw status --json >status.json; code=$?; dsw purge --yes; exit $code`;
    const told = await succeeds(`unshare --mount bash -c '${hidden}'`);
    expect(told).toMatch(/running as plain PostgreSQL 17/);
    expect(told).toMatch(/timescale restore: done/);
  });

  it('leaves nothing running and no lock after it is taken down', async () => {
    await succeeds('npx nx run workspace:down && npx nx daemon --stop');
    expect(await leftOnTheMachine()).toEqual([]);
  });
});

const noContainers = await noContainerOf(join(repository, 'platform/timescale'));

/** The same where an engine answers and nobody has chosen otherwise. */
describe('a fresh clone, with containers', { timeout: 480_000 }, () => {
  const chosen = ['TIMESCALE_IMAGE', 'REDIS_IMAGE'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const { succeeds, shell, status, query } = lineIn(Object.fromEntries(chosen) as Record<string, string>);
  beforeEach((context) => {
    context.skip(noContainers !== undefined, `no containers: ${String(noContainers)}`);
  });
  afterAll(async () => {
    if (noContainers !== undefined) return;
    await shell('localbin/bin/dsw down');
    await removeFromEngine(machineEngine().docker, clone.root);
  });

  it('runs with one line, and says that it runs in containers, and why', async () => {
    await rm(join(clone.root, 'env/backup'), { recursive: true, force: true });
    // As it is cloned: without what the line before has left.
    await succeeds('localbin/bin/dsw purge --yes');
    const told = await succeeds('npx nx run workspace:bootstrap');
    expect(told).toMatch(/^components run under compose: Docker \S+ answers \(DSW_RUNTIME chooses\)$/m);
    expect(await status()).toMatchObject({
      timescale: { state: 'healthy', runtime: 'compose', initialised: true },
      console: { state: 'healthy', runtime: 'process', initialised: true },
    });
  });

  /** The answer to one command. */
  const redis = async (command: string): Promise<string | undefined> => {
    const variables = JSON.parse(await succeeds('localbin/bin/dsw env redis --format json --reveal')) as Record<string, string>;
    const socket = connect(Number(variables['REDIS_PORT']), '127.0.0.1');
    socket.write(`AUTH ${variables['REDIS_PASSWORD']}\r\n${command}\r\nQUIT\r\n`);
    return /^\+OK\r\n(.*)\r\n\+OK\r\n$/s.exec(await text(socket))?.[1];
  };

  let before: unknown;
  const contents = async (): Promise<unknown> => [await query(contentsOfThings), await query(contentsOfSamples)];
  it('backs up what was put in, hypertables among it', async () => {
    await query(things);
    await query(samples);
    before = await contents();
    expect(before).toMatchObject([[{ views: '1' }], [{ chunks: '42' }]]);
    await succeeds('npx nx run redis:start');
    expect(await redis('SET key value')).toBe('+OK');
    await succeeds('npx nx run-many -t backup && npx nx run redis:backup');
    expect((await status())['timescale']?.lastBackup).toMatchObject({ verifiedAt: null });
  });

  it('brings everything back, row for row, after the volumes were destroyed', async () => {
    await succeeds('npx nx run-many -t stop -p timescale redis');
    for (const name of ['timescale', 'redis']) await rm(join(clone.root, `platform/${name}/volumes/local`), { recursive: true });
    await succeeds('npx nx run timescale:restore && npx nx run timescale:start && npx nx run redis:restore && npx nx run redis:start');
    expect(await contents()).toEqual(before);
    expect(await redis('GET key')).toBe('$5\r\nvalue');
    expect(await status()).toMatchObject({ timescale: { runtime: 'compose' }, redis: { state: 'healthy', runtime: 'compose' } });
  });

  it('leaves nothing running, no container and no network after it is taken down', async () => {
    await succeeds('npx nx run workspace:down && npx nx daemon --stop');
    expect([...(await leftOnTheMachine()), ...(await leftInEngine(machineEngine().docker, clone.root))]).toEqual([]);
  });
});

/** Processes of the clone, and files that say that something works in it. */
async function leftOnTheMachine(): Promise<string[]> {
  const files = await readdir(join(clone.root, 'env/local/run'), { recursive: true });
  return [...(await processesOf(clone.root)), ...files.filter((name) => /(^|\/)(lock|supervisor|process)$/.test(name))];
}
