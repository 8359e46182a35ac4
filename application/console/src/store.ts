import { waitAfter, type BackOff } from './backOff.js';
import { createBuffer } from './buffer.js';
import type { Database, Storage, Wanted } from './database.js';
import { databaseProblem } from './databaseProblem.js';
import type { Sample } from './sample.js';
import { thin } from './thin.js';

/**
 *     connecting --> connected <--> away
 *          \______________________^
 *
 * `absent` for ever when there is no database.
 */
export type DatabaseState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly since: Date; readonly storage: Storage }
  | { readonly kind: 'away'; readonly since: Date; readonly reason: string };

export interface StoreStatus {
  readonly state: DatabaseState;
  readonly buffered: number;
  readonly dropped: number;
}

export interface History {
  readonly source: 'database' | 'memory';
  /** Oldest first. */
  readonly samples: readonly Sample[];
}

/** Keeps samples: in the database, and in memory for as long as it is away. */
export interface Store {
  /** Neither waits nor fails. */
  add(samples: readonly Sample[]): void;
  history(wanted: Wanted): Promise<History>;
  status(): StoreStatus;
  /** Stores what waits, when the database is there, and closes its connections. */
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly database: Database | undefined;
  /** How many samples stay in memory. */
  readonly capacity: number;
  /** Milliseconds for which the database keeps samples, and between two times of deleting older ones. */
  readonly retention: { readonly keep: number; readonly every: number };
  readonly backOff: BackOff;
  readonly now: () => Date;
  /** One line for each transition, not for each failure. */
  readonly log: (line: string) => void;
}

const batchSize = 1_000;

export function openStore({ database, capacity, retention, backOff, now, log }: StoreOptions): Store {
  const buffer = createBuffer(capacity);
  let state: DatabaseState = database === undefined ? { kind: 'absent' } : { kind: 'connecting' };
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;
  let working: Promise<void> | undefined;
  let prunedAt: Date | undefined;
  let doubted = false;
  let closing = false;

  function wake(): void {
    if (database === undefined || working !== undefined || retry !== undefined) return;
    working = work(database).finally(() => {
      working = undefined;
      if (state.kind === 'connected' && buffer.buffered > 0) wake();
    });
  }

  /** Connected means that everything was stored: a database that answers but cannot store is away. */
  async function work(database: Database): Promise<void> {
    try {
      const storage = state.kind === 'connected' && !doubted ? state.storage : await database.prepare();
      doubted = false;
      await flush(database);
      becomeConnected(storage);
      await prune(database, storage);
    } catch (error) {
      becomeAway(error);
    }
  }

  async function flush(database: Database): Promise<void> {
    for (let batch = buffer.pending(batchSize); batch.samples.length > 0; batch = buffer.pending(batchSize)) {
      await database.insert(batch.samples);
      buffer.stored(batch);
    }
  }

  async function prune(database: Database, storage: Storage): Promise<void> {
    const moment = now().getTime();
    if (prunedAt !== undefined && moment - prunedAt.getTime() < retention.every) return;
    prunedAt = new Date(moment);
    try {
      await database.prune(new Date(moment - retention.keep), storage);
    } catch (error) {
      log(`old samples could not be deleted: ${databaseProblem(error)}`);
    }
  }

  function becomeConnected(storage: Storage): void {
    failures = 0;
    if (state.kind === 'connected') return;
    state = { kind: 'connected', since: now(), storage };
    log(`timescale is connected, samples go into a ${storage === 'table' ? 'plain table' : storage}`);
  }

  function becomeAway(error: unknown): void {
    const reason = databaseProblem(error);
    if (state.kind !== 'away') log(`timescale is away: ${reason}; samples stay in memory`);
    state = { kind: 'away', since: state.kind === 'away' ? state.since : now(), reason };
    failures += 1;
    if (closing || retry !== undefined) return;
    retry = setTimeout(
      () => {
        retry = undefined;
        wake();
      },
      waitAfter(failures, backOff),
    );
  }

  async function history(wanted: Wanted): Promise<History> {
    if (database !== undefined && state.kind === 'connected') {
      try {
        const stored = await database.history(wanted, state.storage);
        return { source: 'database', samples: [...stored, ...fitting(buffer.pending(capacity).samples, wanted)] };
      } catch {
        // Whether it is away or only this answer was too long shows when it is prepared again.
        doubted = true;
        wake();
      }
    }
    return { source: 'memory', samples: fitting(buffer.since(wanted.since), wanted) };
  }

  async function close(): Promise<void> {
    closing = true;
    clearTimeout(retry);
    retry = undefined;
    if (state.kind === 'connected') wake();
    await working;
    await database?.close();
  }

  wake();
  return {
    add(samples) {
      buffer.add(samples);
      if (!closing) wake();
    },
    history,
    // Without a database nothing waits for one, and what grows old in memory is not lost to it.
    status: () => ({
      state,
      ...(state.kind === 'absent' ? { buffered: 0, dropped: 0 } : { buffered: buffer.buffered, dropped: buffer.dropped }),
    }),
    close,
  };
}

/** What is wanted of samples in memory. */
function fitting(samples: readonly Sample[], { component, bucket }: Wanted): readonly Sample[] {
  const chosen = component === undefined ? samples : samples.filter((sample) => sample.component === component);
  return bucket === undefined ? chosen : thin(chosen, bucket);
}
