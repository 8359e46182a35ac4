import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase, type Database } from './database.js';
import type { Sample } from './sample.js';
import { binaries, createPostgres, type TestPostgres } from './testing/postgres.js';

const sample = (time: string, latency: number | null): Sample => ({ at: new Date(time), component: 'redis', state: 'healthy', latency });
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
    expect(await database.since(new Date(0))).toEqual(samples);
  });

  it('are stored once even when they are sent twice', async () => {
    await database.insert(samples);
    expect(await database.since(new Date(0))).toEqual(samples);
  });

  it('are read from a moment on', async () => {
    expect(await database.since(new Date('2025-01-01T12:00:01Z'))).toEqual(samples.slice(1));
  });

  it('are deleted when they are old', async () => {
    await database.prune(new Date('2025-01-02T00:00:00Z'), 'table');
    expect(await database.since(new Date(0))).toEqual(samples.slice(2));
  });

  it('may be thousands at a time', async () => {
    const many = Array.from({ length: 2_500 }, (_, index) => sample(new Date(Date.UTC(2025, 1, 1) + index).toISOString(), index));
    await database.insert(many);
    expect(await database.since(new Date('2025-02-01T00:00:00Z'))).toEqual(many);
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
    expect((await database.since(new Date(0))).slice(0, 1)).toEqual(samples.slice(2));
  });
});
