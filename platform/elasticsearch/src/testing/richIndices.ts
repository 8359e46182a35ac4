import type { TestServer } from './testServer.js';

const analysis = {
  analyzer: {
    folded: { type: 'custom', tokenizer: 'icu_tokenizer', filter: ['icu_folding', 'lowercase', 'asciifolding'] },
    edge: { type: 'custom', tokenizer: 'icu_tokenizer', filter: ['lowercase', 'beginnings'] },
  },
  normalizer: { plain: { type: 'custom', filter: ['lowercase'] } },
  filter: { beginnings: { type: 'edge_ngram', min_gram: 1, max_gram: 20 } },
};

const mappings = {
  dynamic: 'strict',
  properties: {
    data_source_id: { type: 'keyword' },
    timestamp: { type: 'date' },
    title: {
      type: 'text',
      analyzer: 'standard',
      fields: { edge: { type: 'text', analyzer: 'edge' }, folded: { type: 'text', analyzer: 'folded' } },
    },
    parents: { type: 'keyword' },
    tags: { type: 'keyword', normalizer: 'plain' },
    nested: { type: 'nested', properties: { key: { type: 'keyword' } } },
  },
};

const titles = [
  'Élan vital',
  '東京都の地図',
  'Straße nach Łódź',
  'Ежедневный отчёт',
  'plain words',
  '한국어 제목',
  'naïve café',
  '𝔘nicode',
];

/** Indices as Dust makes them, with what else there may be: filtered aliases, routing, deletions, an empty one, a closed one, a hidden one. */
export async function fillRichly(server: TestServer): Promise<void> {
  const settings = (shards: number): object => ({ number_of_shards: shards, number_of_replicas: 0, refresh_interval: '30s', analysis });
  await server.ask('PUT', 'core.data_sources_nodes_4', {
    settings: settings(2),
    mappings,
    aliases: { 'core.data_sources_nodes': { is_write_index: true }, recent: { filter: { range: { timestamp: { gte: '2024-01-01' } } } } },
  });
  await server.ask('PUT', 'core.data_sources_1', { settings: settings(1), mappings, aliases: { 'core.data_sources': {}, recent: {} } });
  await server.ask('PUT', 'empty_1', { settings: { number_of_replicas: 1 } });
  await server.ask('PUT', 'hidden_1', { settings: { 'index.hidden': true, number_of_replicas: 0 } });
  await server.ask('PUT', 'closed_1', { settings: { number_of_replicas: 0 } });
  await index(server, 'core.data_sources_nodes_4', 0, 700);
  await index(server, 'core.data_sources_1', 0, 40);
  await server.ask('PUT', 'hidden_1/_doc/one?routing=here', { big: 'x'.repeat(100_000), number: 1.5 });
  await server.ask('PUT', 'closed_1/_doc/one?refresh=true', { word: 'kept' });
  await server.ask('POST', 'closed_1/_close');
  for (let number = 0; number < 50; number += 7)
    await server.ask('DELETE', `core.data_sources_nodes_4/_doc/node-${number}?routing=r${number % 5}`);
  await server.ask('PUT', '_cluster/settings', { persistent: { 'cluster.max_shards_per_node': 900 } });
  await server.ask('PUT', '_index_template/dust', { index_patterns: ['dust-*'], template: { settings: { number_of_shards: 3 } } });
}

/** Writes documents, as a bulk of them. */
export async function index(server: TestServer, name: string, from: number, to: number): Promise<void> {
  const lines = Array.from({ length: to - from }, (_, offset) => from + offset).flatMap((number) => [
    { index: { _id: `node-${number}`, routing: `r${number % 5}` } },
    {
      data_source_id: `source-${number % 3}`,
      timestamp: 1_690_000_000_000 + number * 100_000_000,
      title: `${titles[number % titles.length] ?? ''} ${number}`,
      parents: [`node-${number >> 1}`, `node-${number >> 2}`],
      tags: ['A', `Tag-${number % 7}`],
      nested: [{ key: `${number}` }, { key: 'same' }],
    },
  ]);
  const response = await fetch(`http://127.0.0.1:${server.port}/${name}/_bulk`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  });
  const { errors } = (await response.json()) as { errors?: boolean };
  if (!response.ok || errors === true) throw new Error(`the bulk was refused: ${response.status}`);
}

/** The ids that a search for a folded title finds. */
export async function search(server: TestServer, alias: string, query: object): Promise<string[]> {
  const { body } = await server.ask('POST', `${alias}/_search`, { size: 1000, query, _source: false });
  return (body as { hits: { hits: { _id: string }[] } }).hits.hits.map(({ _id: id }) => id).sort();
}
