import pg from 'pg';
import type { Sample } from './sample.js';
import type { DatabaseSettings } from './settings.js';

/** How samples are stored: as a hypertable where the database has TimescaleDB's extension. */
export type Storage = 'hypertable' | 'table';

/** Which samples. */
export interface Wanted {
  readonly since: Date;
  /** Undefined: of all. */
  readonly component?: string | undefined;
  /** Milliseconds for which one sample is to stand: the average of what was measured, and every change of the state. */
  readonly bucket?: number | undefined;
}

/** The samples in PostgreSQL. Every function rejects when the database cannot do it, at the latest after `patience`. */
export interface Database {
  /** Makes the table where it is missing. Running it again changes nothing. */
  prepare(): Promise<Storage>;
  /** Storing a sample twice stores it once, so that an insert whose answer was lost can be repeated. */
  insert(samples: readonly Sample[]): Promise<void>;
  /** Oldest first, thinned where a bucket is given. */
  history(wanted: Wanted, storage: Storage): Promise<Sample[]>;
  /** Deletes what is older. Of a hypertable only whole chunks go. */
  prune(before: Date, storage: Storage): Promise<void>;
  close(): Promise<void>;
}

const table = 'console.console_sample';

/** Several consoles may come at the same time: one after the other makes what is missing. */
const advisoryLock = 384_400;

/**
 * Columns that came later are added only where they are missing: a change of the table waits for everybody who reads it, such as a backup, and
 * everybody else waits for that.
 */
const definition = `
  SELECT pg_advisory_xact_lock(${advisoryLock});
  CREATE SCHEMA IF NOT EXISTS console;
  CREATE TABLE IF NOT EXISTS ${table} (
    at timestamptz NOT NULL,
    component text NOT NULL,
    state text NOT NULL,
    latency_ms double precision,
    cpu_share double precision,
    memory_bytes bigint,
    PRIMARY KEY (component, at)
  );
  DO $$
  BEGIN
    IF (SELECT count(*) FROM pg_attribute
        WHERE attrelid = '${table}'::regclass AND attname IN ('cpu_share', 'memory_bytes') AND NOT attisdropped) < 2 THEN
      ALTER TABLE ${table}
        ADD COLUMN IF NOT EXISTS cpu_share double precision,
        ADD COLUMN IF NOT EXISTS memory_bytes bigint;
    END IF;
  END
  $$`;

/** `patience` in milliseconds bounds every statement but those that read the past, which get six times as long; connecting may take at most two seconds of it. */
export function connectDatabase(settings: DatabaseSettings, patience = 5_000): Database {
  const pool = poolOf(settings, patience);
  // Samples are stored also while somebody reads a long past.
  const readers = poolOf(settings, 6 * patience);
  const reading = new Map<string, Promise<Sample[]>>();

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
        `INSERT INTO ${table} (at, component, state, latency_ms, cpu_share, memory_bytes)
         SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::double precision[], $5::double precision[], $6::bigint[])
         ON CONFLICT DO NOTHING`,
        [
          samples.map(({ at }) => at.toISOString()),
          samples.map(({ component }) => component),
          samples.map(({ state }) => state),
          samples.map(({ latency }) => latency),
          samples.map(({ cpuShare }) => cpuShare),
          samples.map(({ memoryBytes }) => (memoryBytes === null ? null : Math.round(memoryBytes))),
        ],
      );
    },

    // Many windows ask for the same at the same time.
    history(wanted, storage) {
      const { since, component, bucket } = wanted;
      const key = JSON.stringify([Math.floor(since.getTime() / 1_000), component, bucket, storage]);
      const found = reading.get(key) ?? readHistory(readers, wanted, storage).finally(() => reading.delete(key));
      reading.set(key, found);
      return found;
    },

    async prune(before, storage) {
      const statement =
        storage === 'hypertable' ? `SELECT drop_chunks('${table}', older_than => $1::timestamptz)` : `DELETE FROM ${table} WHERE at < $1`;
      await pool.query(statement, [before.toISOString()]);
    },

    close: async () => {
      await Promise.all([pool.end(), readers.end()]);
    },
  };
}

function poolOf({ host, port, user, password, name }: DatabaseSettings, patience: number): pg.Pool {
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
    // Compiling a statement takes longer than what it saves here.
    options: '-c jit=off',
  });
  // An idle connection that breaks is no event: the next statement meets the reason, and reports it.
  pool.on('error', () => undefined);
  return pool;
}

async function readHistory(pool: pg.Pool, { since, component, bucket }: Wanted, storage: Storage): Promise<Sample[]> {
  const statement = bucket === undefined ? everySample : thinned(storage);
  const { rows } = await pool.query<Sample>(statement, [
    since.toISOString(),
    component ?? null,
    ...(bucket === undefined ? [] : [bucket / 1_000]),
  ]);
  return rows;
}

const wanted = `at >= $1 AND ($2::text IS NULL OR component = $2)`;

const everySample = `
  SELECT at, component, state, latency_ms AS latency, cpu_share AS "cpuShare", memory_bytes::double precision AS "memoryBytes"
  FROM ${table} WHERE ${wanted} ORDER BY at, component`;

/** Rows of one state in a row are numbered together: each change begins another number, and so another point. */
function thinned(storage: Storage): string {
  const bucket =
    storage === 'hypertable'
      ? `time_bucket(make_interval(secs => $3::double precision), at)`
      : `floor(extract(epoch FROM at) / $3::double precision)`;
  return `
    WITH compared AS (
      SELECT *, state IS DISTINCT FROM lag(state) OVER (PARTITION BY component ORDER BY at) AS changed FROM ${table} WHERE ${wanted}
    ), numbered AS (
      SELECT *, count(*) FILTER (WHERE changed) OVER (PARTITION BY component ORDER BY at) AS number FROM compared
    )
    SELECT min(at) AS at, component, min(state) AS state, avg(latency_ms) AS latency, avg(cpu_share) AS "cpuShare",
           avg(memory_bytes)::double precision AS "memoryBytes"
    FROM numbered GROUP BY component, number, ${bucket} ORDER BY 1, 2`;
}
