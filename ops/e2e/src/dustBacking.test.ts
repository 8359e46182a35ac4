import { rm } from 'node:fs/promises';
import { execa } from 'execa';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { inDustWorkspace, realServices } from './testing/dustWorkspace.js';
import type { Workspace } from './testing/workspace.js';

/** Those that keep data, of which this machine has the real server. */
const kept = ['postgres', 'redis', ...realServices.filter((service) => service === 'elasticsearch' || service === 'temporal')];

const databases = 'dust_api dust_connectors dust_connectors_test dust_databases_store dust_front dust_front_test dust_oauth'.split(' ');

describe('the services of Dust', () => {
  it(`lose nothing when they are initialised twice, backed up, drilled, destroyed and restored: ${kept.join(', ')}`, () =>
    inDustWorkspace(realServices, async ({ workspace }) => {
      await workspace.succeeds(`init ${kept.join(' ')}`);
      await fill(workspace);
      const before = await contentsOf(workspace);
      expect(before).toMatchObject({ databases, greeting: 'Hôtel', unaccented: 'Hotel' });

      expect((await workspace.dsw(`init ${kept.join(' ')} --dry-run`)).stdout).toContain('Nothing to do.');
      for (const name of kept) await rm(workspace.path('platform', name, 'volumes/local/.dsw/initialised.json'), { force: true });
      await workspace.succeeds(`init ${kept.join(' ')}`);
      expect(await contentsOf(workspace)).toEqual(before);

      await workspace.succeeds(`backup ${kept.join(' ')}`);
      const drilled = await workspace.dsw(`drill ${kept.join(' ')}`);
      expect([drilled.exitCode, drilled.stdout.match(/, as recorded/g)?.length]).toEqual([0, kept.length]);

      await workspace.succeeds(`clean ${kept.join(' ')} --yes`);
      await workspace.succeeds(`restore ${kept.join(' ')}`);
      await workspace.succeeds(`start ${kept.join(' ')}`);
      expect(await contentsOf(workspace)).toEqual(before);
      expect((await workspace.dsw(`init ${kept.join(' ')} --dry-run`)).stdout).toContain('Nothing to do.');
    }));
});

/** Something in each of them. */
async function fill(workspace: Workspace): Promise<void> {
  await inDatabase(workspace, 'dust_front', async (client) => {
    await client.query("create table greetings as select 'Hôtel' as text; create sequence counted; select nextval('counted')");
  });
  await redis(workspace, 'set', 'greeting', 'Hôtel');
  if (kept.includes('elasticsearch')) {
    await elasticsearch(workspace, 'PUT', 'nodes', {
      mappings: { properties: { title: { type: 'text', analyzer: 'icu' } } },
      settings: { analysis: { analyzer: { icu: { tokenizer: 'icu_tokenizer', filter: ['icu_folding'] } } } },
      aliases: { all: {} },
    });
    await elasticsearch(workspace, 'PUT', 'nodes/_doc/1?refresh=true', { title: 'Grand Hôtel' });
  }
  if (kept.includes('temporal'))
    await temporal(workspace, 'workflow', 'start', '--workflow-id', 'sync', '--type', 'Sync', '--task-queue', 'q', '-n', 'dust-agent');
}

async function contentsOf(workspace: Workspace): Promise<unknown> {
  const found = await inDatabase(workspace, 'dust_front', async (client) => {
    const names = await client.query("select datname from pg_database where datname like 'dust%' order by 1");
    const rows = await client.query(
      'select text, unaccent(text) as plain, (select last_value from counted)::int as counted from greetings',
    );
    return { names: names.rows as { datname: string }[], row: rows.rows[0] as { text: string; plain: string; counted: number } };
  });
  return {
    databases: found.names.map(({ datname }) => datname),
    greeting: found.row.text,
    unaccented: found.row.plain,
    counted: found.row.counted,
    redis: await redis(workspace, 'get', 'greeting'),
    ...(kept.includes('elasticsearch') ? { hits: await elasticsearch(workspace, 'POST', 'all/_search', search) } : {}),
    ...(kept.includes('temporal') ? { workflows: await temporal(workspace, 'workflow', 'count', '-n', 'dust-agent') } : {}),
    ...(kept.includes('temporal') ? { attributes: await temporal(workspace, 'operator', 'search-attribute', 'list', '-n', 'dust') } : {}),
  };
}

const search = { query: { match: { title: 'hotel' } }, _source: ['title'] };

/** The variables of a component, secrets included. */
async function variablesOf(workspace: Workspace, component: string): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await workspace.dsw(`env ${component} --format json --reveal`);
  return JSON.parse(stdout) as Record<string, string>;
}

async function inDatabase<T>(workspace: Workspace, database: string, body: (client: pg.Client) => Promise<T>): Promise<T> {
  const { POSTGRES_USER: user, POSTGRES_PASSWORD: password, POSTGRES_PORT: port } = await variablesOf(workspace, 'postgres');
  const client = new pg.Client({ host: '127.0.0.1', port: Number(port), user, password, database });
  await client.connect();
  try {
    return await body(client);
  } finally {
    await client.end();
  }
}

async function redis(workspace: Workspace, ...words: string[]): Promise<string> {
  const { REDIS_PORT: port = '', REDIS_PASSWORD: password = '' } = await variablesOf(workspace, 'redis');
  return (await execa('redis-cli', ['-p', port, ...words], { env: { REDISCLI_AUTH: password } })).stdout;
}

async function elasticsearch(workspace: Workspace, method: string, path: string, body: object): Promise<unknown> {
  const { ELASTICSEARCH_PORT: port } = await variablesOf(workspace, 'elasticsearch');
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`http://127.0.0.1:${port}/${path}`, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  const { hits } = (await answer.json()) as { hits?: { hits: { _id: string; _source: object }[] } };
  return hits?.hits.map(({ _id, _source }) => ({ _id, ..._source }));
}

async function temporal(workspace: Workspace, ...words: string[]): Promise<string> {
  const { TEMPORAL_PORT: port } = await variablesOf(workspace, 'temporal');
  return (await execa('temporal', [...words, '--address', `127.0.0.1:${port}`, '--output', 'json'])).stdout;
}
