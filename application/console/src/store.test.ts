import { describe, expect, it } from 'vitest';
import type { Database } from './database.js';
import type { Sample } from './sample.js';
import { openStore } from './store.js';
import { sampleWith } from './testing/samples.js';
import { until } from './testing/until.js';

const start = Date.parse('2025-01-01T12:00:00Z');
const sample = (second: number): Sample => sampleWith({ at: new Date(start + second * 1_000), latency: second });
const seconds = (samples: readonly Sample[]) => samples.map(({ latency }) => latency);

/** A database whose failure is an argument. */
function fakeDatabase() {
  const fake = {
    stored: [] as Sample[],
    prunedBefore: [] as string[],
    failing: undefined as Error | undefined,
    failingInserts: undefined as Error | undefined,
    attempts: 0,
    closed: false,
  };
  const may = (error: Error | undefined) => (error === undefined ? Promise.resolve() : Promise.reject(error));
  const database: Database = {
    prepare: async () => {
      fake.attempts += 1;
      await may(fake.failing);
      return 'table';
    },
    insert: async (samples) => {
      await may(fake.failing ?? fake.failingInserts);
      fake.stored.push(...samples);
    },
    history: async ({ since }) => {
      await may(fake.failing);
      return fake.stored.filter(({ at }) => at >= since);
    },
    prune: async (before) => {
      fake.prunedBefore.push(before.toISOString());
      await may(fake.failing);
    },
    close: () => {
      fake.closed = true;
      return Promise.resolve();
    },
  };
  return { fake, database };
}

function open(database: Database | undefined, capacity = 100) {
  const lines: string[] = [];
  const clock = { time: start };
  const store = openStore({
    database,
    capacity,
    retention: { keep: 7 * 86_400_000, every: 3_600_000 },
    backOff: { first: 1, cap: 5 },
    now: () => new Date(clock.time),
    log: (line) => void lines.push(line),
  });
  const reached = (kind: string) => until(`the store is ${kind}`, () => store.status().state.kind === kind);
  return { store, lines, clock, reached };
}

const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

describe('a store', () => {
  it('passes samples on to the database', async () => {
    const { fake, database } = fakeDatabase();
    const { store, lines, reached } = open(database);
    await reached('connected');

    store.add([sample(1), sample(2)]);
    await until('they are stored', () => fake.stored.length === 2);

    expect(seconds(fake.stored)).toEqual([1, 2]);
    expect(lines).toEqual(['timescale is connected, samples go into a plain table']);
    await store.close();
    expect(fake.closed).toBe(true);
  });

  it('keeps them in order while the database is away, tries again ever more slowly and says each transition once', async () => {
    const { fake, database } = fakeDatabase();
    fake.failing = refused;
    const { store, lines, reached } = open(database);
    store.add([sample(1)]);
    await until('it failed five times', () => fake.attempts >= 5);
    store.add([sample(2), sample(3)]);

    expect(store.status()).toEqual({
      state: { kind: 'away', since: new Date(start), reason: 'nothing answers at its address' },
      buffered: 3,
      dropped: 0,
    });
    expect(await store.history({ since: new Date(start + 2_000) })).toEqual({ source: 'memory', samples: [sample(2), sample(3)] });

    fake.failing = undefined;
    await reached('connected');

    expect(seconds(fake.stored)).toEqual([1, 2, 3]);
    expect(lines).toEqual([
      'timescale is away: nothing answers at its address; samples stay in memory',
      'timescale is connected, samples go into a plain table',
    ]);
    await store.close();
  });

  it('is bounded: the oldest samples are dropped and counted', async () => {
    const { fake, database } = fakeDatabase();
    fake.failing = refused;
    const { store, reached } = open(database, 3);
    store.add([1, 2, 3, 4, 5].map(sample));

    expect(store.status()).toMatchObject({ buffered: 3, dropped: 2 });

    fake.failing = undefined;
    await reached('connected');
    expect(seconds(fake.stored)).toEqual([3, 4, 5]);
    expect(store.status()).toMatchObject({ buffered: 0, dropped: 2 });
    await store.close();
  });

  it('counts a database that answers but cannot store as away', async () => {
    const { fake, database } = fakeDatabase();
    const { store, lines, reached } = open(database);
    await reached('connected');
    fake.failingInserts = Object.assign(new Error('could not extend file'), { code: '53100' });
    store.add([sample(1)]);
    await until('it tried again a few times', () => fake.attempts >= 4);

    expect(store.status().state).toEqual({ kind: 'away', since: new Date(start), reason: 'its disk is full' });
    expect(lines).toHaveLength(2);

    fake.failingInserts = undefined;
    await reached('connected');
    expect(seconds(fake.stored)).toEqual([1]);
    await store.close();
  });

  it('reads the history from memory when the database fails at it, and finds out whether it is away', async () => {
    const { fake, database } = fakeDatabase();
    const { store, reached } = open(database);
    await reached('connected');
    store.add([sample(1)]);
    await until('it is stored', () => fake.stored.length === 1);

    expect(await store.history({ since: new Date(start) })).toEqual({ source: 'database', samples: [sample(1)] });

    fake.failing = refused;
    expect(await store.history({ since: new Date(start) })).toEqual({ source: 'memory', samples: [sample(1)] });
    await reached('away');
    await store.close();
  });

  it('thins what is in memory, and shows one component of it', async () => {
    const { store } = open(undefined);
    store.add([sample(1), sample(2), sampleWith({ at: new Date(start + 2_000), component: 'other' }), sample(10)]);

    expect(await store.history({ since: new Date(start), component: 'redis', bucket: 5_000 })).toEqual({
      source: 'memory',
      samples: [{ ...sample(1), latency: 1.5 }, sample(10)],
    });
    await store.close();
  });

  it('deletes old samples when it connects and once an hour', async () => {
    const { fake, database } = fakeDatabase();
    const { store, clock, reached } = open(database);
    await reached('connected');
    await until('it pruned', () => fake.prunedBefore.length === 1);
    store.add([sample(1)]);
    await until('it is stored', () => fake.stored.length === 1);
    clock.time += 3_600_000;
    store.add([sample(2)]);
    await until('it pruned again', () => fake.prunedBefore.length === 2);

    expect(fake.prunedBefore).toEqual(['2024-12-25T12:00:00.000Z', '2024-12-25T13:00:00.000Z']);
    await store.close();
  });

  it('needs no database at all', async () => {
    const { store, lines } = open(undefined);
    store.add([sample(1)]);

    expect(store.status()).toEqual({ state: { kind: 'absent' }, buffered: 0, dropped: 0 });
    expect(await store.history({ since: new Date(start) })).toEqual({ source: 'memory', samples: [sample(1)] });
    expect(lines).toEqual([]);
    await store.close();
  });
});
