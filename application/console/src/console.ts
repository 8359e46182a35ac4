import { fileURLToPath } from 'node:url';
import { fail, ok, problem, type Result } from '@dust-workspace/component';
import { loadAssets } from './assets.js';
import { connectDatabase } from './database.js';
import { historyAnswer } from './historyAnswer.js';
import type { Observe } from './observe.js';
import { startSampling } from './sampler.js';
import { createServer } from './server.js';
import type { Settings } from './settings.js';
import { statusAnswer } from './statusAnswer.js';
import { openStore } from './store.js';
import { createWatch } from './watch.js';

const minute = 60_000;
const hour = 60 * minute;

export interface ConsoleOptions {
  readonly settings: Settings;
  readonly observe: Observe;
  readonly now: () => Date;
  readonly log: (line: string) => void;
}

export interface Console {
  /** Where it is reached. */
  readonly url: string;
  /** Stops serving and sampling, and stores what waits if the database is there. Once more does nothing. */
  close(): Promise<void>;
}

/** The whole console, listening on 127.0.0.1. Port 0 takes a free one. Fails when the port is taken. */
export async function startConsole({ settings, observe, now, log }: ConsoleOptions): Promise<Result<Console>> {
  const watch = createWatch({ observe, now, deadline: 30_000 });
  const store = openStore({
    database: settings.database === undefined ? undefined : connectDatabase(settings.database),
    capacity: 10_000,
    retention: { keep: 7 * 24 * hour, every: hour },
    backOff: { first: 500, cap: 30_000 },
    now,
    log,
  });
  const server = createServer({
    status: async () => statusAnswer(settings.environment, await watch.view(2_000, 1_500), store.status()),
    history: async (minutes) => {
      const to = now();
      const from = new Date(to.getTime() - minutes * minute);
      return historyAnswer(from, to, settings.sampleEvery, await store.history(from));
    },
    assets: await loadAssets(fileURLToPath(new URL('..', import.meta.url))),
    log,
  });

  try {
    const url = await server.listen({ host: '127.0.0.1', port: settings.port });
    const sampler = startSampling({
      watch,
      record: (samples) => {
        store.add(samples);
      },
      every: settings.sampleEvery,
      now,
      log,
    });
    let closed: Promise<unknown> | undefined;
    return ok({
      url,
      close: async () => {
        sampler.stop();
        await (closed ??= Promise.all([server.close(), store.close()]));
      },
    });
  } catch (error) {
    await store.close();
    return fail(
      problem('cannot-listen', `cannot listen on 127.0.0.1:${settings.port}: ${error instanceof Error ? error.message : String(error)}`),
    );
  }
}
