import { ok, type Result } from '@dust-workspace/component';
import { freePort } from '@dust-workspace/runtime/testing';
import type { Usage } from '@dust-workspace/lifecycle';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryAnswer, StatusAnswer } from './api.js';
import { startConsole, type Console } from './console.js';
import type { Engine } from './engine.js';
import type { DatabaseSettings } from './settings.js';
import { binaries, createPostgres, type TestPostgres } from './testing/postgres.js';
import { reportOf, row } from './testing/report.js';
import { get } from './testing/request.js';
import { statusWith } from './testing/status.js';
import { until } from './testing/until.js';

const lines: string[] = [];
const report = reportOf([row('redis', 'stopped'), row('timescale', 'degraded')], { timescale: 1.5 });

const usage = (): ReadonlyMap<string, Usage> =>
  new Map([['timescale', { cpuMilliseconds: 0, memoryBytes: 1_024, processes: 1, at: new Date() }]]);
const dependencies = [
  { component: 'timescale', needs: [] },
  { component: 'redis', needs: [{ component: 'timescale', condition: 'healthy' as const, optional: false }] },
];
const profiles = { redis: ['starter'] };
const nothing = (): Promise<never> => Promise.reject(new Error('nobody asks'));
const engine: Engine = {
  observe: () => Promise.resolve(ok({ report, dependencies, profiles })),
  usage: () => Promise.resolve(ok(usage())),
  component: nothing,
  logs: nothing,
  backups: nothing,
  set: nothing,
  working: nothing,
};

async function startWith(database: DatabaseSettings | undefined, port = 0): Promise<Result<Console>> {
  return startConsole({
    settings: {
      workspace: '/work',
      environment: 'local',
      port,
      sampleEvery: 20,
      runFolder: '/work/env/local/run',
      self: 'console',
      token: undefined,
      database,
    },
    engine,
    startRun: () => ({ interrupt: () => undefined }),
    redact: (text) => text,
    now: () => new Date(),
    log: (line) => void lines.push(line),
  });
}

function started(result: Result<Console>): Console {
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.value;
}

const statusOf = async ({ url }: Console) => JSON.parse((await get(url, '/api/status')).body) as StatusAnswer;
const historyOf = async ({ url }: Console) => JSON.parse((await get(url, '/api/history?minutes=5')).body) as HistoryAnswer;

beforeEach(() => {
  lines.length = 0;
});

describe('a console without a database', () => {
  it('shows the workspace and its history from memory', async () => {
    const console = started(await startWith(undefined));
    const history = await until('there is a history', async () => {
      const answer = await historyOf(console);
      return (answer.components['redis']?.length ?? 0) > 1 ? answer : undefined;
    });

    expect(await statusOf(console)).toEqual(
      statusWith({
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
        components: [...report.components].reverse(),
        probes: { timescale: 1.5 },
        dependencies,
        profiles,
        usage: { timescale: { cpuShare: expect.any(Number) as number, memoryBytes: 1_024, processes: 1 } },
        database: { state: 'absent', storage: null, since: null, reason: null, buffered: 0, dropped: 0 },
        changes: {
          allowed: false,
          reason: 'this console has no token, and changes nothing',
          remedy: 'Run: dsw env-config-prepare --yes, then dsw restart console.',
        },
      }),
    );
    expect(history).toMatchObject({ source: 'memory', sampleEvery: 20 });
    // The first reading alone says nothing of the share.
    expect(history.components['timescale']?.at(-1)).toEqual([expect.any(Number), 'degraded', 1.5, 0, 1_024]);
    expect(history.components['redis']?.[0]).toEqual([expect.any(Number), 'stopped', null, null, null]);
    await console.close();
  });

  it('says that its port is taken', async () => {
    const port = await freePort();
    const first = started(await startWith(undefined, port));
    expect(await startWith(undefined, port)).toMatchObject({
      ok: false,
      diagnostics: [
        { code: 'cannot-listen', message: expect.stringMatching(`cannot listen on 127.0.0.1:${port}: .*EADDRINUSE`) as string },
      ],
    });
    await first.close();
  });
});

describe.skipIf(binaries === undefined)('a console and a real PostgreSQL (on PATH or under /usr/lib/postgresql)', () => {
  let postgres: TestPostgres;
  let console: Console;

  const storedTimes = async () => {
    const rows = await postgres.query<{ at: Date }>(`SELECT at FROM console.console_sample WHERE component = 'redis' ORDER BY at`);
    return rows.map(({ at }) => at.getTime());
  };
  const reached = (state: string) => until(`timescale is ${state}`, async () => (await statusOf(console)).database.state === state);
  const seenByPage = async () => (await historyOf(console)).components['redis']?.map(([at]) => at) ?? [];

  beforeAll(async () => {
    postgres = await createPostgres();
    await postgres.start();
  });
  beforeEach(async () => {
    console = started(await startWith(postgres.settings));
    await reached('connected');
  });
  afterEach(() => console.close());
  afterAll(() => postgres.remove());

  it('lose no sample over an outage', async () => {
    await until('samples are stored', async () => (await storedTimes()).length > 3);
    expect((await historyOf(console)).source).toBe('database');

    await postgres.stop();
    await reached('away');
    await until('samples wait', async () => (await statusOf(console)).database.buffered > 10);
    const [status, history] = [await statusOf(console), await historyOf(console)];
    expect(status.database).toMatchObject({ state: 'away', dropped: 0 });
    expect(history.source).toBe('memory');
    await until('the reason is known', async () => (await statusOf(console)).database.reason === 'nothing answers at its address');
    const before = await seenByPage();

    await postgres.start();
    await reached('connected');
    await until('the waiting samples are stored', async () => {
      const times = new Set(await storedTimes());
      return before.every((at) => times.has(at));
    });

    expect(lines).toEqual([
      'timescale is connected, samples go into a plain table',
      expect.stringMatching(/^timescale is away: .*; samples stay in memory$/),
      'timescale is connected, samples go into a plain table',
    ]);
  });

  it('live through a new password, a dropped table and a server that hangs', async () => {
    await postgres.query(`ALTER ROLE postgres PASSWORD 'second'`);
    await postgres.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'console'`);
    await until('the password is refused', async () => (await statusOf(console)).database.reason === 'it refuses the user or the password');
    await postgres.query(`ALTER ROLE postgres PASSWORD 'first'`);
    await reached('connected');

    await postgres.query('DROP SCHEMA console CASCADE');
    await until('the table is there again', () =>
      storedTimes().then(
        ({ length }) => length > 0,
        () => false,
      ),
    );

    postgres.freeze();
    await reached('away');
    postgres.thaw();
    await reached('connected');
  });

  it('have every sample stored when the console ends', async () => {
    const before = await until('there is a history', async () => {
      const times = await seenByPage();
      return times.length > 3 ? times : undefined;
    });
    await console.close();
    expect(await storedTimes()).toEqual(expect.arrayContaining(before));
  });
});
