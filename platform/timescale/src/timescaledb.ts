import type { SpecialExtension } from '@dust-workspace/postgresql';
import { listContinuousAggregates, readHypertables } from './hypertables.js';

/** TimescaleDB: rows of a hypertable lie in chunks, which a backup neither lists nor counts, as they are read through it. */
export const timescaledb: SpecialExtension = {
  name: 'timescaledb',
  ownSchema: `n.nspname ~ '^_timescaledb_'`,
  ownRelation: `exists (select from _timescaledb_catalog.chunk k where (k.schema_name, k.table_name) = (n.nspname, c.relname))`,
  ownView: `exists (
    select from timescaledb_information.continuous_aggregates a where (a.view_schema, a.view_name) = (n.nspname, c.relname))`,
  rowsElsewhere: `exists (select from _timescaledb_catalog.hypertable h where (h.schema_name, h.table_name) = (n.nspname, c.relname))`,
  read: async (client, database) => ({
    entries: await readHypertables(client, database),
    tables: await listContinuousAggregates(client, database, timescaledb),
  }),
  // The procedure of its manual: its tables may only be filled while its triggers and workers rest.
  beforeRestore: 'select timescaledb_pre_restore()',
  afterRestore: 'select timescaledb_post_restore()',
};
