import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installed, TestServer } from '@dust-workspace/postgresql/testing';
import { addCoreStandIns } from './testing/coreStandIns.js';
import { DustWorld } from './testing/dustWorld.js';
import { SearchServers } from './testing/searchServers.js';

const collection = 'c_openai_text-embedding-3-large-1536';
const steps = [
  'init_db',
  'elasticsearch_create_index --index-name data_sources_nodes --index-version 4 --skip-confirmation',
  'elasticsearch_create_index --index-name data_sources --index-version 1 --skip-confirmation',
  'qdrant_create_collection --cluster cluster-0 --provider openai --model text-embedding-3-large-1536',
];

describe.skipIf(!installed)('initialising core', () => {
  let postgres: TestServer;
  let world: DustWorld;
  let search: SearchServers;
  let database = 0;

  beforeAll(async () => {
    postgres = await TestServer.started();
  });
  afterAll(() => postgres.dispose());
  beforeEach(async () => {
    search = await SearchServers.started();
    world = new DustWorld();
    addCoreStandIns(world);
    database += 1;
    await postgres.sql('postgres', `create database core_${database}; create database oauth_${database};`);
    const { POSTGRES_USER: user = '', POSTGRES_PASSWORD: password = '' } = postgres.variables;
    const login = `postgres://${user}:${encodeURIComponent(password).replaceAll("'", '%27')}@127.0.0.1:${postgres.port}`;
    Object.assign(world.variables, {
      NODE_ENV: 'development',
      CORE_DATABASE_URI: `${login}/core_${database}`,
      OAUTH_DATABASE_URI: `${login}/oauth_${database}?sslmode=disable`,
      ELASTICSEARCH_URL: search.url,
      ELASTICSEARCH_USERNAME: 'elastic',
      ELASTICSEARCH_PASSWORD: 'a "word" \\',
      QDRANT_URL: search.url,
      QDRANT_CLUSTER_0_API_KEY: 'key',
      DUST_CORE_BUILD: 'debug',
      // As a container is given what has no value.
      API_KEYS_PATH: '',
    });
  });
  afterEach(async () => {
    world.dispose();
    await search.close();
  });

  const init = () => world.run('dust-core', 'scripts/init.sh');

  it('makes tables, indices with their aliases, and the collection, in the order of upstream', async () => {
    expect(await init()).toMatchObject({ status: 0 });
    expect(world.calls).toEqual(steps);
    expect(await postgres.sql(`core_${database}`, 'select count(*) from sqlite_workers')).toBe('0\n');
    expect(search.indices).toEqual(
      new Map([
        ['core.data_sources_nodes_4', new Set(['core.data_sources_nodes'])],
        ['core.data_sources_1', new Set(['core.data_sources'])],
      ]),
    );
    expect([...search.collections.keys()]).toEqual([collection]);
    expect([...search.logins]).toEqual([`Basic ${Buffer.from('elastic:a "word" \\').toString('base64')}`]);
  });

  it('changes nothing the second time', async () => {
    await init();
    world.forget();
    search.changes.length = 0;
    const { status, output } = await init();
    expect({ status, calls: world.calls, changes: search.changes }).toEqual({ status: 0, calls: [], changes: [] });
    expect(output).toBe(
      [
        'tables of core: there already',
        'index core.data_sources_nodes_4: there already',
        'index core.data_sources_1: there already',
        `collection ${collection}: there already`,
        '',
      ].join('\n'),
    );
  });

  it('does not believe a step that claims success', async () => {
    world.coreProgram('init_db', 'echo "CORE_DATABASE_URI not set. Tables not initialized."');
    const { status, output } = await init();
    expect(status).toBe(1);
    expect(output).toContain('tables of core: not there, although');
    expect(output).toContain('There is no table sqlite_workers.');
    expect(output).toContain('It said: CORE_DATABASE_URI not set. Tables not initialized.');
    expect(world.calls).toEqual(['init_db']);
  });

  it('accepts a step that fails with its effect there', async () => {
    world.coreProgram(
      'init_db',
      'psql -q -c "create table sqlite_workers(); create table data_sources(); create table data_sources_documents()" "$CORE_DATABASE_URI"; exit 3',
    );
    expect(await init()).toMatchObject({ status: 0 });
  });

  it('shows what a step that fails has said', async () => {
    world.coreProgram('qdrant_create_collection', 'echo "Error: Timeout expired" >&2; exit 7');
    const { status, output } = await init();
    expect(status).toBe(1);
    expect(output).toContain(`collection ${collection}: not there; create_collection failed with status 7.`);
    expect(output).toContain('It said: Error: Timeout expired');
  });

  it('makes an alias that a kill has left out, which upstream would not', async () => {
    search.indices.set('core.data_sources_1', new Set());
    expect(await init()).toMatchObject({ status: 0 });
    expect(search.indices.get('core.data_sources_1')).toEqual(new Set(['core.data_sources']));
    expect(world.calls).not.toContain(steps[2]);
  });

  it('makes a collection anew that a kill has left half made', async () => {
    search.collections.set(collection, { fields: new Set(['document_id_hash', 'tags']), points: 0 });
    expect(await init()).toMatchObject({ status: 0 });
    expect(search.collections.get(collection)?.fields.size).toBe(5);
  });

  it('does not touch a collection with documents', async () => {
    search.collections.set(collection, { fields: new Set(['document_id_hash']), points: 2 });
    const { status, output } = await init();
    expect(status).toBe(1);
    expect(output).toContain(`The collection ${collection} has no index of data_source_internal_id.`);
    expect(search.changes).not.toContain(`DELETE /collections/${collection}`);
  });

  it('counts the documents of a collection that is said to be empty', async () => {
    search.collections.set(collection, { fields: new Set(['document_id_hash']), points: 2, guessed: 0 });
    expect(await init()).toMatchObject({ status: 1 });
    expect(search.changes).not.toContain(`DELETE /collections/${collection}`);
    expect(search.collections.get(collection)?.points).toBe(2);
  });

  it('says which service does not answer, and does nothing', async () => {
    search.broken = 503;
    const { status, output } = await init();
    expect(status).toBe(1);
    expect(output).toContain('Elasticsearch answered 503 when asked for core.data_sources_nodes_4: {"error":"not now"}');
    expect(world.calls).toEqual(['init_db']);
    world.variables['CORE_DATABASE_URI'] = 'postgres://nobody:pass@127.0.0.1:1/none';
    expect((await init()).output).toContain('The database of CORE_DATABASE_URI does not answer:');
  });

  it('names what is to be built first', async () => {
    world.variables['DUST_CORE_BUILD'] = 'release';
    const { status, output } = await init();
    expect({ status, output }).toEqual({
      status: 1,
      output: `init_db is not built: there is no ${world.checkout}/core/target/release/init_db.\ndsw prep dust-core builds it.\n`,
    });
  });

  it('shows its passwords to no other program of the machine', async () => {
    const psql = process.env['PATH']?.split(':').map((folder) => `${folder}/psql`) ?? [];
    world.hostProgram('psql', `for real in ${psql.join(' ')}; do [ ! -x "$real" ] || exec "$real" "$@"; done`);
    world.coreProgram('init_db', '');
    const { output } = await init();
    const calls = world.calls.filter((call) => call.startsWith('psql'));
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.join('\n') + output).not.toContain(postgres.variables['POSTGRES_PASSWORD']);
    expect(calls.join('\n')).not.toContain('secret');
    // It would ask the terminal of whoever waits.
    expect(calls.filter((call) => !call.includes(' -w '))).toEqual([]);
  });

  it('makes the tables of oauth apart', async () => {
    const uri = world.variables['CORE_DATABASE_URI']!;
    delete world.variables['CORE_DATABASE_URI'];
    expect(await world.run('dust-oauth', 'scripts/init.sh')).toMatchObject({ status: 0 });
    expect(await postgres.sql(`oauth_${database}`, 'select count(*) from credentials')).toBe('0\n');
    world.variables['CORE_DATABASE_URI'] = uri;
    expect(await world.run('dust-oauth', 'scripts/init.sh')).toEqual({ status: 0, output: 'tables of oauth: there already\n' });
  });
});
