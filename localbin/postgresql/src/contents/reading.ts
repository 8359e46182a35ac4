import type { Client, QueryResult } from 'pg';

/**
 * Begins a transaction in which everything is seen as it is now, and equal data have equal text, whatever server, database and role have set.
 * Beside something else that works as hard, it takes one processor and no more.
 */
export async function beginReading(client: Client, beside: 'a dump' | 'nothing'): Promise<void> {
  await client.query(
    `select set_config(pg_settings.name, wanted.value, false)
     from unnest($1::text[], $2::text[]) as wanted(name, value) join pg_settings on lower(pg_settings.name) = wanted.name`,
    [Object.keys(settings), Object.values(settings)],
  );
  // Known since PostgreSQL 14, and on some systems only. A query that nobody waits for any more then ends soon.
  await client.query(`set client_connection_check_interval to '1s'`).catch(() => undefined);
  if (beside === 'a dump') await client.query('set max_parallel_workers_per_gather to 0');
  await client.query('begin transaction isolation level repeatable read read only');
}

const settings = {
  bytea_output: 'hex',
  datestyle: 'ISO, YMD',
  extra_float_digits: '3',
  idle_in_transaction_session_timeout: '0',
  idle_session_timeout: '0',
  intervalstyle: 'postgres',
  // It gained nothing where it was measured.
  jit: 'off',
  lc_monetary: 'C',
  lock_timeout: '0',
  quote_all_identifiers: 'off',
  row_security: 'off',
  search_path: '',
  standard_conforming_strings: 'on',
  statement_timeout: '0',
  timezone: 'UTC',
  transaction_timeout: '0',
  xmlbinary: 'base64',
};

/**
 * Runs a query of the transaction and lets go of the locks that it took: on each index of a table that is counted, say. Of many tables they would
 * fill the server's table of locks, and hold up those who reindex.
 */
export async function readAndRelease<T extends object>(client: Client, sql: string): Promise<T[]> {
  const [rows = []] = await readAllAndRelease<T>(client, [sql]);
  return rows;
}

/** As `readAndRelease`, several in one go. */
export async function readAllAndRelease<T extends object>(client: Client, queries: readonly string[]): Promise<T[][]> {
  const all = ['savepoint reading', ...queries, 'rollback to savepoint reading', 'release savepoint reading'].join(';\n');
  // Of several statements there are several results, which its types do not know.
  const results = (await client.query<T>(all)) as unknown as QueryResult<T>[];
  return results.slice(1, -2).map(({ rows }) => rows);
}
