import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { elasticsearchHeaders, extensions, isElasticsearchInitialised, namespaces, query, status, variable } from './found.js';
import { note } from './note.js';
import { option } from './option.js';

/** Upstream's steps of initialisation, as awkward as they are. This one succeeds when it does nothing. */
export async function initDatabases(): Promise<void> {
  const databases = {
    CORE_DATABASE_URI: ['sqlite_workers', 'data_sources', 'data_sources_documents'],
    OAUTH_DATABASE_URI: ['connections', 'credentials'],
  };
  for (const [name, made] of Object.entries(databases)) {
    const uri = process.env[name];
    if (uri === undefined) continue;
    note(`init_db of ${name}`, { extensions: await extensions(uri) });
    for (const table of made) await query(uri, `create table if not exists ${table} (id int)`);
  }
}

/** Fails when the index is there. */
export async function createIndex(words: readonly string[]): Promise<void> {
  const name = option(words, '--index-name');
  note(`elasticsearch_create_index ${name}`, { initialised: await isElasticsearchInitialised() });
  readFileSync(`src/search_stores/indices/${name}_${option(words, '--index-version')}.mappings.json`);
  if (!(await makeIndex(`core.${name}_${option(words, '--index-version')}`, `core.${name}`))) throw new Error('Index already exists');
}

/** Without --execute it does nothing. */
export async function createFrontIndices(words: readonly string[]): Promise<void> {
  if (!words.includes('--execute')) return;
  note('create_elasticsearch_index', {
    initialised: await isElasticsearchInitialised(),
    core: await status(`${variable('CORE_API')}/`),
  });
  for (const name of ['agent_document_outputs_1', 'agent_message_analytics_2', 'agent_message_consumption_analytics_1', 'user_search_1'])
    await makeIndex(`front.${name}`, `front.${name.replace(/_\d+$/, '')}`);
}

/** Asks, and fails when the collection is there. */
export async function createCollection(words: readonly string[]): Promise<void> {
  const url = variable('QDRANT_URL');
  note('qdrant_create_collection', { ready: await status(`${url}/readyz`) });
  if (readFileSync(0, 'utf8') !== 'y\n') throw new Error('Aborted');
  const collection = `${url}/collections/c_${option(words, '--provider')}_${option(words, '--model')}`;
  const put = (path: string, body: unknown): Promise<Response> =>
    fetch(`${collection}${path}`, {
      method: 'PUT',
      body: JSON.stringify(body),
      headers: { 'api-key': variable('QDRANT_CLUSTER_0_API_KEY'), 'content-type': 'application/json' },
    });
  if (!(await put('', { vectors: { size: 1_536, distance: 'Cosine' } })).ok) throw new Error('Collection already exists');
  for (const field of ['document_id_hash', 'data_source_internal_id', 'tags', 'parents', 'timestamp'])
    await put('/index', { field_name: field, field_schema: field === 'timestamp' ? 'integer' : 'keyword' });
}

/** As upstream's runner: each file once, recorded under its phase. */
export async function migrate(): Promise<void> {
  const workspace = basename(process.cwd());
  const uri = variable(`${workspace.toUpperCase()}_DATABASE_URI`);
  note(`migrations of ${workspace}`, { extensions: await extensions(uri) });
  await query(uri, 'create table if not exists schema_migrations (name text primary key)');
  const applied = new Set((await query<{ name: string }>(uri, 'select name from schema_migrations')).map(({ name }) => name));
  for (const phase of ['pre-deploy', 'post-deploy'])
    for (const file of readdirSync(`migrations/${phase}`).sort()) {
      if (applied.has(`${phase}/${file}`)) continue;
      await query(uri, readFileSync(`migrations/${phase}/${file}`, 'utf8'));
      await query(uri, `insert into schema_migrations values ('${phase}/${file}')`);
    }
}

export async function initPlans(): Promise<void> {
  note('init_plans', { namespaces: Object.keys(await namespaces()) });
  await query(variable('FRONT_DATABASE_URI'), `insert into plans values ('FREE_TEST_PLAN') on conflict do nothing`);
  console.log('Done');
}

async function makeIndex(index: string, alias: string): Promise<boolean> {
  const url = variable('ELASTICSEARCH_URL');
  const headers = { ...elasticsearchHeaders(), 'content-type': 'application/json' };
  if (!(await fetch(`${url}/${index}`, { method: 'PUT', headers })).ok) return false;
  const body = JSON.stringify({ actions: [{ add: { index, alias, is_write_index: true } }] });
  return (await fetch(`${url}/_aliases`, { method: 'POST', headers, body })).ok;
}
