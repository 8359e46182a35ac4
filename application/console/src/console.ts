import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { fail, ok, problem, type Result } from '@dust-workspace/component';
import type { ChangesAnswer, HistoryAnswer, RunMessage, StatusAnswer } from './api.js';
import { loadAssets } from './assets.js';
import { backupsAnswer, setAnswer } from './backupAnswers.js';
import { componentAnswer } from './componentAnswer.js';
import { connectDatabase } from './database.js';
import type { Engine } from './engine.js';
import { createHandOver } from './handOver.js';
import { historyAnswer } from './historyAnswer.js';
import { bucketFor, type HistoryQuery } from './historyQuery.js';
import { createLive } from './live.js';
import { followLogs, readLogs } from './logs.js';
import { watchRunFolder } from './runFolder.js';
import type { StartRun } from './runProcess.js';
import { openRuns } from './runs.js';
import { startSampling } from './sampler.js';
import { createServer } from './server.js';
import type { Settings } from './settings.js';
import { statusAnswer } from './statusAnswer.js';
import { openStore } from './store.js';
import { noToken } from './token.js';
import { createUsageWatch } from './usageWatch.js';
import { createWatch } from './watch.js';
import { within } from './within.js';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** How long an observation may take that somebody asks for, how old one may be that is shown, and how often is looked while somebody watches. */
const looking = { deadline: 15 * second, age: 2 * second, patience: 1.5 * second, status: second, usage: 2 * second };

/** How long a run may take to finish or undo what it is doing when the console ends. */
const runPatience = 5 * second;

/** A database that does not answer must not hold up the end: what it has not got after this time is given up. */
const storePatience = 800;

export interface ConsoleOptions {
  readonly settings: Settings;
  readonly engine: Engine;
  readonly startRun: StartRun;
  readonly redact: (text: string) => string;
  readonly now: () => Date;
  readonly log: (line: string) => void;
}

export interface Console {
  /** Where it is reached. */
  readonly url: string;
  /** Stops serving and sampling, interrupts a run, and stores what waits if the database is there. Once more does nothing. */
  close(): Promise<void>;
}

/** The whole console, listening on 127.0.0.1. Port 0 takes a free one. Fails when the port is taken. */
export async function startConsole({ settings, engine, startRun, redact, now, log }: ConsoleOptions): Promise<Result<Console>> {
  const { workspace, environment, self, token, sampleEvery } = settings;
  const watch = createWatch({ observe: engine.observe, now, deadline: looking.deadline });
  const usage = createUsageWatch({ read: () => engine.usage(), deadline: looking.deadline });
  const store = openStore({
    database: settings.database === undefined ? undefined : connectDatabase(settings.database),
    capacity: 10_000,
    retention: { keep: 7 * 24 * hour, every: hour },
    backOff: { first: 500, cap: 30 * second },
    now,
    log,
  });
  const runs = openRuns({
    place: { root: workspace, environment, self },
    start: startRun,
    tell: (message: RunMessage) => {
      live.run(message);
    },
    redact,
    now,
    newId: randomUUID,
    log,
  });
  const changes: ChangesAnswer =
    token === undefined ? { allowed: false, reason: noToken.message, remedy: noToken.remedy } : { allowed: true };
  const answer = (): StatusAnswer =>
    statusAnswer({
      workspace,
      environment,
      self,
      changes,
      view: watch.known(),
      usage: usage.known(),
      store: store.status(),
      busy: runs.busy,
    });
  const status = async (): Promise<StatusAnswer> => {
    await watch.view(looking.age, looking.patience);
    return answer();
  };
  const live = createLive({
    watch,
    usage,
    status: answer,
    running: () => runs.replay(),
    watchRunFolder: (onChange) => watchRunFolder(settings.runFolder, onChange),
    pace: looking,
  });
  const history = async ({ minutes, component }: HistoryQuery): Promise<HistoryAnswer> => {
    const to = now();
    const from = new Date(to.getTime() - minutes * minute);
    const components = component === undefined ? answer().components.length : 1;
    const bucket = bucketFor(minutes * minute, sampleEvery, components);
    return historyAnswer({ from, to, sampleEvery, bucket }, await store.history({ since: from, component, bucket }));
  };
  const server = createServer({
    status,
    history,
    component: async (name) => {
      const [facts, known] = await Promise.all([engine.component(name), status()]);
      if (!facts.ok) return facts;
      return ok(facts.value === undefined ? undefined : componentAnswer(facts.value, known));
    },
    logs: (component, query, signal) => readLogs(engine, component, query, signal),
    followLogs: (component, query, stream) => followLogs(engine, component, query, stream),
    backups: async () => mapped(await engine.backups(), backupsAnswer),
    set: async (id) => mapped(await engine.set(id), setAnswer),
    runs,
    live,
    token,
    handOver: createHandOver({ newCode: () => randomBytes(24).toString('base64url'), now, lifetime: minute }),
    working: () => engine.working(),
    assets: await loadAssets(fileURLToPath(new URL('..', import.meta.url))),
    log,
  });

  try {
    const url = await server.listen({ host: '127.0.0.1', port: settings.port });
    const sampler = startSampling({
      watch,
      usage,
      record: (samples) => {
        store.add(samples);
        live.touch();
      },
      every: sampleEvery,
      now,
      log,
    });
    let closed: Promise<unknown> | undefined;
    return ok({
      url,
      close: async () => {
        sampler.stop();
        live.close();
        await (closed ??= Promise.all([
          runs.close(runPatience).then(() => server.close()),
          within(storePatience, store.close(), undefined),
        ]));
      },
    });
  } catch (error) {
    await store.close();
    return fail(
      problem('cannot-listen', `cannot listen on 127.0.0.1:${settings.port}: ${error instanceof Error ? error.message : String(error)}`),
    );
  }
}

function mapped<T, A>(result: Result<T>, map: (value: T) => A): Result<A> {
  return result.ok ? ok(map(result.value)) : result;
}
