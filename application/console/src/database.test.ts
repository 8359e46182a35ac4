import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase, type Database } from './database.js';
import type { Sample } from './sample.js';
import { sampleWith } from './testing/samples.js';
import { binaries, createPostgres, type TestPostgres } from './testing/postgres.js';
import { thin } from './thin.js';

const sample = (time: string, latency: number | null): Sample => sampleWith({ at: new Date(time), latency });
const samples = [sample('2025-01-01T12:00:00.123Z', 0.25), sample('2025-01-01T12:00:10.456Z', null), sample('2025-01-08T12:00:00Z', 12)];

describe.skipIf(binaries === undefined)('samples in a real PostgreSQL (on PATH or under /usr/lib/postgresql)', () => {
  let postgres: TestPostgres;
  let database: Database;

  beforeAll(async () => {
    postgres = await createPostgres();
    await postgres.start();
    database = connectDatabase(postgres.settings, 1_000);
  });
  afterAll(async () => {
    await database.close();
    await postgres.remove();
  });

  it('go into a plain table without the extension, and preparing again changes nothing', async () => {
    expect(await database.prepare()).toBe('table');
    await database.insert(samples);
    expect(await database.prepare()).toBe('table');
    expect(await database.history({ since: new Date(0) }, 'table')).toEqual(samples);
  });

  it('are stored once even when they are sent twice', async () => {
    await database.insert(samples);
    expect(await database.history({ since: new Date(0) }, 'table')).toEqual(samples);
  });

  it('are read from a moment on', async () => {
    expect(await database.history({ since: new Date('2025-01-01T12:00:01Z') }, 'table')).toEqual(samples.slice(1));
  });

  it('are deleted when they are old', async () => {
    await database.prune(new Date('2025-01-02T00:00:00Z'), 'table');
    expect(await database.history({ since: new Date(0) }, 'table')).toEqual(samples.slice(2));
  });

  it('may be thousands at a time', async () => {
    const many = Array.from({ length: 2_500 }, (_, index) => sample(new Date(Date.UTC(2025, 1, 1) + index).toISOString(), index));
    await database.insert(many);
    expect(await database.history({ since: new Date('2025-02-01T00:00:00Z') }, 'table')).toEqual(many);
  });

  it('are thinned as in memory: averages, every change of a state, and one component alone where it is named', async () => {
    const states = ['healthy', 'healthy', 'failed', 'healthy', 'healthy', 'healthy', 'stopped'] as const;
    const began = Date.UTC(2025, 2, 1);
    const thinned = states.flatMap((state, index) =>
      ['one', 'two'].map((component) =>
        sampleWith({
          at: new Date(began + index * 10_000),
          component,
          state: component === 'one' ? state : 'running',
          latency: index % 2 === 0 ? index : null,
          cpuShare: index / 4,
          memoryBytes: index * 1_000_000_000,
        }),
      ),
    );
    await database.insert(thinned);
    const wanted = { since: new Date(began), bucket: 30_000 };

    expect(await database.history(wanted, 'table')).toEqual(thin(thinned, 30_000));
    expect(await database.history({ ...wanted, component: 'one' }, 'table')).toEqual(
      thin(
        thinned.filter(({ component }) => component === 'one'),
        30_000,
      ),
    );
    expect(await database.history({ ...wanted, bucket: undefined }, 'table')).toEqual(thinned);
  });

  it('keep what an earlier console has stored in a table with fewer columns, which may go on storing', async () => {
    await postgres.query('DROP SCHEMA console CASCADE');
    await postgres.query(`CREATE SCHEMA console; CREATE TABLE console.console_sample (at timestamptz NOT NULL, component text NOT NULL,
      state text NOT NULL, latency_ms double precision, PRIMARY KEY (component, at))`);
    const insert = (second: number): string =>
      `INSERT INTO console.console_sample (at, component, state, latency_ms) VALUES ('2025-01-01T12:00:0${second}Z', 'redis', 'healthy', ${second})`;
    await postgres.query(insert(1));

    const others = [1, 2, 3].map(() => connectDatabase(postgres.settings, 5_000));
    await Promise.all([database, ...others].map((each) => each.prepare()));
    await Promise.all(others.map((other) => other.close()));
    await postgres.query(insert(2));
    const own = sampleWith({ at: new Date('2025-01-01T12:00:03Z'), latency: 3, cpuShare: 0.5, memoryBytes: 5e9 });
    await database.insert([own]);

    expect(await database.history({ since: new Date(0) }, 'table')).toEqual([
      sample('2025-01-01T12:00:01Z', 1),
      sample('2025-01-01T12:00:02Z', 2),
      own,
    ]);
  });

  it('do not wait for whoever reads the whole table, once it has all columns', async () => {
    const reader = new pg.Client({ ...postgres.settings, database: postgres.settings.name });
    await reader.connect();
    await reader.query('BEGIN; LOCK TABLE console.console_sample IN ACCESS SHARE MODE');
    expect(await database.prepare()).toBe('table');
    await reader.end();
  });

  it('are refused in time by a server that does not answer', async () => {
    postgres.freeze();
    await expect(database.insert(samples)).rejects.toThrow(/timeout/);
    postgres.thaw();
    await database.insert(samples);
  });

  it('go into a hypertable where there is the extension, and stay in a plain table where there is none', async () => {
    const [extension] = await postgres.query(`SELECT FROM pg_available_extensions WHERE name = 'timescaledb'`);
    if (extension === undefined) {
      expect(await database.prepare()).toBe('table');
      return;
    }
    await postgres.stop();
    await postgres.start('-c', 'shared_preload_libraries=timescaledb');
    await postgres.query('CREATE EXTENSION timescaledb');

    expect(await database.prepare()).toBe('hypertable');
    await database.insert(samples);
    expect(await database.prepare()).toBe('hypertable');
    await database.prune(new Date('2025-01-02T00:00:00Z'), 'hypertable');
    expect((await database.history({ since: new Date(0) }, 'hypertable')).slice(0, 1)).toEqual(samples.slice(2));
    expect((await database.history({ since: new Date(0), bucket: 60_000 }, 'hypertable')).slice(0, 1)).toEqual(samples.slice(2));
  });
});
