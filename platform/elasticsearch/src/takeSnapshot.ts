import { HookFailure } from '@dust-workspace/component/hooks';
import { ask, NoAnswer, Refused, type Context } from './ask.js';
import { patience, type Patience } from './patience.js';
import { until } from './until.js';

/** A snapshot as Elasticsearch describes it. */
export interface Snapshot {
  readonly snapshot: string;
  readonly state: 'IN_PROGRESS' | 'SUCCESS' | 'FAILED' | 'PARTIAL' | 'INCOMPATIBLE';
  readonly indices: readonly string[];
  readonly data_streams: readonly string[];
  readonly failures: readonly { readonly index?: string; readonly shard_id?: number; readonly reason?: string }[];
  readonly shards: { readonly total: number; readonly failed: number; readonly successful: number };
  readonly feature_states?: readonly { readonly indices: readonly string[] }[];
  readonly reason?: string;
}

/** Makes a snapshot of everything, and waits for it. Anything less than all of its shards is a failure. */
export async function takeSnapshot(context: Context, repository: string, how: Patience = patience): Promise<Snapshot> {
  await begin(context, repository, how);
  let last = { seen: '', at: Date.now() };
  const snapshot = await until(context.signal, async () => {
    const found = await look(context, repository, how);
    if (found.state !== 'IN_PROGRESS') return found;
    const seen = JSON.stringify(await progress(context, repository, how));
    if (seen !== last.seen) last = { seen, at: Date.now() };
    if (Date.now() - last.at > how.standstill)
      throw new HookFailure('the snapshot does not get any further', `See dsw logs ${context.component}.`);
    return undefined;
  });
  if (snapshot.state !== 'SUCCESS' || snapshot.shards.failed > 0 || snapshot.failures.length > 0) throw incomplete(snapshot);
  return snapshot;
}

/** Where no answer comes it may have begun all the same, which shows when it is looked at. */
async function begin(context: Context, name: string, how: Patience): Promise<void> {
  try {
    await ask(context, 'PUT', `_snapshot/${name}/${name}?wait_for_completion=false`, {
      body: { indices: '*', include_global_state: true, partial: false },
      patience: how,
    });
  } catch (error) {
    if (error instanceof NoAnswer) return;
    // An earlier attempt, to which there was an answer that it is busy, was taken after all.
    if (error instanceof Refused && error.type === 'invalid_snapshot_name_exception') return;
    throw error;
  }
}

async function look(context: Context, name: string, how: Patience): Promise<Snapshot> {
  const { body, status } = await ask(context, 'GET', `_snapshot/${name}/${name}`, { accept: [404], patience: how });
  const [found] = (body as { snapshots?: Snapshot[] }).snapshots ?? [];
  if (status === 404 || found === undefined) throw new HookFailure('the snapshot is gone: somebody deleted it, or it never began');
  return found;
}

async function progress(context: Context, name: string, how: Patience): Promise<unknown> {
  const fields = 'snapshots.shards_stats,snapshots.stats.processed';
  const { body } = await ask(context, 'GET', `_snapshot/${name}/${name}/_status?filter_path=${fields}`, { accept: [404], patience: how });
  return body;
}

function incomplete({ state, shards: { total, failed }, failures, reason }: Snapshot): HookFailure {
  const [first] = failures;
  const which =
    first === undefined ? (reason ?? '') : `shard ${first.shard_id ?? '?'} of ${first.index ?? '?'}: ${first.reason ?? 'no reason'}`;
  return new HookFailure(
    `the snapshot ended as ${state}: ${failed} of ${total} shards are not in it${which === '' ? '' : ` (${which})`}`,
    'Every index must be green or yellow for a backup; GET /_cluster/allocation/explain says why one is not.',
  );
}
