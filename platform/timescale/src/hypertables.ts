import type { ContentEntry } from '@dust-workspace/component/hooks';
import type { Client } from 'pg';
import {
  definitionText,
  qualifiedName,
  queryText,
  readAndRelease,
  tablesQuery,
  type CountedTable,
  type SpecialExtension,
  type Table,
} from '@dust-workspace/postgresql';

/** By what hypertables are divided. Their rows are recorded as those of tables. */
export async function readHypertables(client: Client, database: string): Promise<ContentEntry[]> {
  const rows = await readAndRelease<{ schema: string; name: string; definition: string }>(
    client,
    `select hypertable_schema as schema, hypertable_name as name,
            string_agg(concat_ws(' ', quote_ident(column_name), coalesce(time_interval::text, integer_interval::text, num_partitions || ' parts'),
                                 integer_now_func), ', ' order by dimension_number) as definition
     from timescaledb_information.dimensions join timescaledb_information.hypertables using (hypertable_schema, hypertable_name)
     group by 1, 2`,
  );
  return rows.map(({ schema, name, definition }) => ({
    kind: 'hypertable',
    name: qualifiedName(database, schema, name),
    value: definitionText(definition),
  }));
}

/** Views, each with the hypertable where TimescaleDB keeps what it came to. Only where the edition has them. */
export async function listContinuousAggregates(client: Client, database: string, extension: SpecialExtension): Promise<CountedTable[]> {
  const views = await readAndRelease<{ schema: string; name: string; definition: string; of: string; table: string }>(
    client,
    `select view_schema as schema, view_name as name, view_definition || case when materialized_only then ' materialized only' else '' end as definition,
            materialization_hypertable_schema as of, materialization_hypertable_name as "table"
     from timescaledb_information.continuous_aggregates`,
  );
  if (views.length === 0) return [];
  const tables = await readAndRelease<Table>(
    client,
    tablesQuery(
      [extension],
      `(n.nspname, c.relname) in (select materialization_hypertable_schema, materialization_hypertable_name
                                  from timescaledb_information.continuous_aggregates)`,
    ),
  );
  return views.flatMap(({ schema, name, definition, of, table: tableName }) =>
    tables
      .filter((table) => table.schema === of && table.name === tableName)
      .map((table) => ({
        entry: { kind: 'continuous aggregate', name: qualifiedName(database, schema, name), value: queryText(definition) },
        table,
      })),
  );
}
