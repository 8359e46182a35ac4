import { HookFailure } from '@dust-workspace/component/hooks';
import { ask, type Context } from './ask.js';
import { patience, type Patience } from './patience.js';
import { until } from './until.js';

export interface Shard {
  readonly index: string;
  readonly number: string;
  readonly isPrimary: boolean;
  readonly state: 'STARTED' | 'RELOCATING' | 'INITIALIZING' | 'UNASSIGNED';
  readonly reason: string;
  readonly detail: string;
}

type Row = Record<'index' | 'shard' | 'prirep' | 'state' | 'unassigned.reason' | 'unassigned.details', string | null>;

export async function readShards(context: Context): Promise<Shard[]> {
  const { body } = await ask(context, 'GET', '_cat/shards?format=json&h=index,shard,prirep,state,unassigned.reason,unassigned.details');
  return (body as Row[]).map((row) => ({
    index: row.index ?? '',
    number: row.shard ?? '',
    isPrimary: row.prirep === 'p',
    state: row.state as Shard['state'],
    reason: row['unassigned.reason'] ?? '',
    detail: row['unassigned.details'] ?? '',
  }));
}

/** Waits until the primary shards of these indices are there. Fails when one of them cannot be, or when nothing goes on any longer. */
export async function untilRestored(context: Context, names: ReadonlySet<string>, { standstill }: Patience = patience): Promise<void> {
  let last = { seen: '', at: Date.now() };
  await until(context.signal, async () => {
    const shards = (await readShards(context)).filter(({ index, isPrimary }) => isPrimary && names.has(index));
    const failed = shards.find(({ reason, state }) => state === 'UNASSIGNED' && reason === 'ALLOCATION_FAILED');
    if (failed !== undefined) throw new HookFailure(`shard ${failed.number} of ${failed.index} could not be restored: ${failed.detail}`);
    const missing = shards.filter(({ state }) => state !== 'STARTED' && state !== 'RELOCATING');
    if (missing.length === 0 && new Set(shards.map(({ index }) => index)).size === names.size) return true;
    const seen = JSON.stringify([missing, missing.length === 0 ? [] : await recovered(context)]);
    if (seen !== last.seen) last = { seen, at: Date.now() };
    if (Date.now() - last.at > standstill) throw await stuck(context, missing);
    return undefined;
  });
}

/** The bytes that have been copied so far. */
async function recovered(context: Context): Promise<unknown> {
  const { body } = await ask(context, 'GET', '_recovery?active_only=true&filter_path=*.shards.index.size.recovered_in_bytes');
  return body;
}

async function stuck(context: Context, missing: readonly Shard[]): Promise<HookFailure> {
  const { body } = await ask(context, 'GET', '_cluster/allocation/explain', { accept: [400] });
  const { allocate_explanation: why = '' } = body as { allocate_explanation?: string };
  const names = missing.map(({ index, number }) => `${number} of ${index}`).join(', ');
  return new HookFailure(
    `the restore does not get any further; shards that are missing: ${names}${why === '' ? '' : `. ${why}`}`,
    'See whether the disk is nearly full: beyond 85 % Elasticsearch puts no shards there.',
  );
}
