import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { freshClone, type Clone } from './testing/freshClone.js';
import { processesOf } from './testing/labelledProcesses.js';

/** What a newcomer does, in the order in which it is done: each test goes on where the one before stopped. */
describe('a fresh clone', { timeout: 240_000 }, () => {
  let clone: Clone;
  beforeAll(async () => {
    clone = await freshClone();
  });
  afterAll(async () => {
    await clone.shell('localbin/bin/dsw down');
    await clone.remove();
  });

  const status = async (): Promise<
    Record<string, { state: string; initialised: boolean; ports: Record<string, number>; lastBackup: unknown }>
  > => {
    const { stdout } = await clone.shell('localbin/bin/dsw status --json');
    const { components } = JSON.parse(stdout) as {
      components: { name: string; state: string; initialised: boolean; ports: Record<string, number>; lastBackup: unknown }[];
    };
    return Object.fromEntries(components.map((component) => [component.name, component]));
  };

  const query = async (text: string): Promise<unknown> => {
    const { stdout } = await clone.shell('localbin/bin/dsw env timescale --format json --reveal');
    const env = JSON.parse(stdout) as Record<string, string>;
    const client = new pg.Client({
      host: '127.0.0.1',
      port: Number(env['TIMESCALE_PORT']),
      user: env['POSTGRES_USER'] ?? '',
      password: env['POSTGRES_PASSWORD'] ?? '',
      database: env['POSTGRES_DB'] ?? '',
    });
    await client.connect();
    try {
      const result: unknown = await client.query(text);
      return (result as { readonly rows?: unknown }).rows;
    } finally {
      await client.end();
    }
  };

  const contents = (): Promise<unknown> =>
    query(`SELECT (SELECT json_agg(t ORDER BY id) FROM thing t) AS things,
                  (SELECT last_value FROM thing_id_seq) AS sequence, (SELECT count(*) FROM pg_views WHERE viewname = 'names') AS views`);

  it('builds itself and runs with one line', async () => {
    const ran = await clone.shell('npm ci --prefer-offline && npx nx run workspace:bootstrap');
    expect(ran.exitCode, `${ran.stdout}\n${ran.stderr}`).toBe(0);
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
    await query(`CREATE TABLE thing (id serial PRIMARY KEY, name text NOT NULL, at timestamptz DEFAULT now(), data jsonb);
      INSERT INTO thing (name, data) SELECT 'thing ' || n || ' ''Ä''' || chr(10), json_build_object('n', n) FROM generate_series(1, 5000) n;
      DELETE FROM thing WHERE id % 7 = 0; SELECT nextval('thing_id_seq'); CREATE VIEW names AS SELECT name FROM thing`);
    before = await contents();
    const ran = await clone.shell('npx nx run-many -t backup');
    expect(ran.exitCode, `${ran.stdout}\n${ran.stderr}`).toBe(0);
    expect((await readdir(join(clone.root, 'env/backup/local/sets'))).length).toBe(1);
    expect((await status())['timescale']?.lastBackup).toMatchObject({ verifiedAt: null });
  });

  it('brings everything back, row for row, after the volume was destroyed', async () => {
    const stopped = await clone.shell('npx nx run timescale:stop');
    expect(stopped.exitCode, stopped.stdout).toBe(0);
    await rm(join(clone.root, 'platform/timescale/volumes/local'), { recursive: true });
    const restored = await clone.shell('npx nx run timescale:restore && npx nx run timescale:start');
    expect(restored.exitCode, `${restored.stdout}\n${restored.stderr}`).toBe(0);
    expect(await contents()).toEqual(before);
  });

  it('runs with the PostgreSQL from npm where the machine has none', async ({ skip }) => {
    if (process.getuid?.() !== 0) skip('only root can hide the PostgreSQL of the machine');
    const hidden = `export PATH="$PWD/localbin/bin:${dirname(process.execPath)}:/usr/bin:/bin"
      if [ -d /usr/lib/postgresql ]; then mount -t tmpfs none /usr/lib/postgresql; fi
      dsw purge --yes && dsw bootstrap && dsw backup && dsw restore && dsw status --json >status.json; code=$?; dsw purge --yes; exit $code`;
    const ran = await clone.shell(`unshare --mount bash -c '${hidden}'`);
    expect(ran.exitCode, `${ran.stdout}\n${ran.stderr}`).toBe(0);
    expect(ran.stdout).toMatch(/running as plain PostgreSQL 17/);
    expect(ran.stdout).toMatch(/timescale restore: done/);
  });

  it('leaves nothing running and no lock after it is taken down', async () => {
    const ran = await clone.shell('npx nx run workspace:down && npx nx daemon --stop');
    expect(ran.exitCode, `${ran.stdout}\n${ran.stderr}`).toBe(0);
    expect(await processesOf(clone.root)).toEqual([]);
    const left = await readdir(join(clone.root, 'env/local/run'), { recursive: true });
    expect(left.filter((name) => /(^|\/)(lock|supervisor|process)$/.test(name))).toEqual([]);
  });
});
