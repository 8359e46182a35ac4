import pg from 'pg';
import type { ComponentState } from '@dust-workspace/lifecycle';
import type { Sample } from './sample.js';
import type { DatabaseSettings } from './settings.js';

/** How samples are stored: as a hypertable where the database has TimescaleDB's extension. */
export type Storage = 'hypertable' | 'table';

/** The samples in PostgreSQL. Every function rejects when the database cannot do it, at the latest after `patience`. */
export interface Database {
  /** Makes the table where it is missing. Running it again changes nothing. */
  prepare(): Promise<Storage>;
  /** Storing a sample twice stores it once, so that an insert whose answer was lost can be repeated. */
  insert(samples: readonly Sample[]): Promise<void>;
  /** Oldest first. */
  since(moment: Date): Promise<Sample[]>;
  /** Deletes what is older. Of a hypertable only whole chunks go. */
  prune(before: Date, storage: Storage): Promise<void>;
  close(): Promise<void>;
}

const table = 'console.console_sample';

const definition = `
  CREATE SCHEMA IF NOT EXISTS console;
  CREATE TABLE IF NOT EXISTS ${table} (
    at timestamptz NOT NULL,
    component text NOT NULL,
    state text NOT NULL,
    latency_ms double precision,
    PRIMARY KEY (component, at)
  )`;

/** `patience` in milliseconds bounds every statement; connecting may take at most two seconds of it. */
export function connectDatabase({ host, port, user, password, name }: DatabaseSettings, patience = 5_000): Database {
  const pool = new pg.Pool({
    host,
    port,
    user,
    password,
    database: name,
    application_name: 'console',
    max: 2,
    connectionTimeoutMillis: Math.min(2_000, patience),
    // Between two samples no connection stays open, so that a stop, a restore or a DROP DATABASE need not wait for the console.
    idleTimeoutMillis: 500,
    statement_timeout: patience,
    query_timeout: patience,
  });
  // An idle connection that breaks is no event: the next statement meets the reason, and reports it.
  pool.on('error', () => undefined);

  return {
    async prepare() {
      await pool.query(definition);
      const { rowCount } = await pool.query(`SELECT FROM pg_extension WHERE extname = 'timescaledb'`);
      if (rowCount === 0) return 'table';
      await pool.query(
        `SELECT create_hypertable('${table}', 'at', chunk_time_interval => interval '1 day', if_not_exists => true, migrate_data => true)`,
      );
      return 'hypertable';
    },

    async insert(samples) {
      await pool.query(
        `INSERT INTO ${table} (at, component, state, latency_ms)
         SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::double precision[])
         ON CONFLICT DO NOTHING`,
        [
          samples.map(({ at }) => at.toISOString()),
          samples.map(({ component }) => component),
          samples.map(({ state }) => state),
          samples.map(({ latency }) => latency),
        ],
      );
    },

    async since(moment) {
      const { rows } = await pool.query<{ at: Date; component: string; state: ComponentState; latency: number | null }>(
        `SELECT at, component, state, latency_ms AS latency FROM ${table} WHERE at >= $1 ORDER BY at, component`,
        [moment.toISOString()],
      );
      return rows;
    },

    async prune(before, storage) {
      const statement =
        storage === 'hypertable' ? `SELECT drop_chunks('${table}', older_than => $1::timestamptz)` : `DELETE FROM ${table} WHERE at < $1`;
      await pool.query(statement, [before.toISOString()]);
    },

    close: () => pool.end(),
  };
}
