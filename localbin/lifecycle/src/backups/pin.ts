import { findSet } from '@dust-workspace/backup';
import { ok, type Result } from '@dust-workspace/component';
import { whileLocked, type ConfigurationRun } from '../environments/configurationRun.js';
import type { Base, Deadlines } from '../session.js';
import { openStore } from './openStore.js';

export interface PinRequest {
  /** An id, or the beginning of just one. */
  readonly set: string;
  /** Why it is kept, possibly empty; null to let it go again. */
  readonly reason: string | null;
}

export interface PinReport {
  readonly set: string;
  readonly pinned: boolean;
  /** Whether it was so before. */
  readonly unchanged: boolean;
}

/** Keeps a set whatever the retention policy says, or lets it go again. */
export async function pinBackup(base: Base, deadlines: Deadlines, request: PinRequest, run: ConfigurationRun): Promise<Result<PinReport>> {
  const store = await openStore(base);
  if (!store.ok) return store;
  const set = await findSet(store.value, request.set);
  if (!set.ok) return set;
  return whileLocked(base, deadlines, run, async () => {
    const { reason } = request;
    const before = (await store.value.stamps(set.value)).pinned;
    const report: PinReport = { set: set.value, pinned: reason !== null, unchanged: before?.reason === (reason ?? undefined) };
    if (report.unchanged || run.dryRun === true) return ok(report);
    const pin = reason === null ? null : { at: base.now().toISOString(), reason };
    const stamped = await store.value.stamp(set.value, { kind: 'pinned', pin });
    return stamped.ok ? ok(report) : stamped;
  });
}
