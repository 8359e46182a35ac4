import { ContractServer } from './contractServer.js';

export const index = { aliases: { nodes: {} }, mappings: { properties: {} }, settings: { index: { uuid: 'u1', number_of_shards: '1' } } };
export const stats = (at: number): object => ({
  indices: { nodes_1: { uuid: 'u1', shards: { 0: [{ routing: { primary: true }, seq_no: { max_seq_no: at, local_checkpoint: at } }] } } },
});
export const hits = (ids: readonly string[], name = 'nodes_1'): object => ({
  pit_id: 'pit',
  timed_out: false,
  _shards: { failed: 0 },
  hits: { hits: ids.map((id, at) => ({ _index: name, _id: id, _source: { id }, sort: [at] })) },
});
export const snapshotAs = (state: string, more: object = {}): object => ({
  snapshots: [
    {
      snapshot: 'name',
      state,
      indices: ['nodes_1', '.ds-events-1', '.tasks'],
      data_streams: ['events'],
      failures: [],
      shards: { total: 1, failed: 0, successful: 1 },
      feature_states: [{ feature_name: 'tasks', indices: ['.tasks'] }],
      ...more,
    },
  ],
});
export const error = (type: string, reason: string): object => ({ error: { type, reason, root_cause: [{ type, reason }] } });

/** A server with one index and one data stream, of which a backup can be made. */
export async function contractServer(): Promise<ContractServer> {
  const server = await ContractServer.started();
  return server
    .on('GET', /^\/_snapshot$/, { body: { mine: {} } })
    .on('PUT', /^\/_snapshot\/[^/]+$/, {})
    .on('DELETE', /^\/_snapshot\//, {})
    .on('PUT', /^\/_snapshot\/[^/]+\/[^/]+$/, { body: { accepted: true } })
    .on('GET', /^\/_snapshot\/[^/]+\/[^/]+$/, { body: snapshotAs('IN_PROGRESS') }, { body: snapshotAs('SUCCESS') })
    .on('GET', /_status$/, { body: { snapshots: [{ stats: { total: { size_in_bytes: 4711 }, processed: { size_in_bytes: 1 } } }] } })
    .on('GET', /^\/\*,/, { body: { nodes_1: index } })
    .on('GET', /^\/dsw-aside-/, { body: {} })
    .on('GET', /^\/_data_stream/, {
      body: {
        data_streams: [
          { name: 'events', generation: 1, indices: [{ index_name: '.ds-events-1' }] },
          { name: 'ilm-history-5', generation: 1, indices: [] },
        ],
      },
    })
    .on('GET', /^\/_index_template$/, {
      body: {
        index_templates: [
          { name: 'mine', index_template: { index_patterns: ['a*'] } },
          { name: 'logs', index_template: { _meta: { managed: true } } },
        ],
      },
    })
    .on('GET', /^\/_component_template$/, { body: { component_templates: [] } })
    .on('GET', /^\/_ingest\/pipeline$/, { body: { tags: { processors: [] }, '.builtin': {} } })
    .on('GET', /^\/_cluster\/settings$/, { body: { persistent: {}, transient: {} } })
    .on('GET', /^\/_cluster\/state/, { body: { metadata: { indices: { nodes_1: { state: 'open' } } } } })
    .on('GET', /_stats$/, { body: stats(1) })
    .on('POST', /_refresh$/, {})
    .on('POST', /_pit$/, { body: { id: 'pit' } })
    .on('DELETE', /^\/_pit$/, {})
    .on('POST', /^\/_search$/, { body: hits(['a', 'b']) }, { body: hits([]) });
}
