import { ask, type Context } from './ask.js';
import { contentPattern } from './contentPattern.js';

interface ShardStats {
  readonly routing: { readonly primary: boolean };
  readonly seq_no?: { readonly max_seq_no: number; readonly local_checkpoint: number };
}

interface Stats {
  readonly indices?: Record<string, { readonly uuid: string; readonly shards: Record<string, ShardStats[]> }>;
}

/** How far the writes to each index have come. Two that are equal say that nothing was written in between. */
export async function readPositions(context: Context): Promise<Map<string, string>> {
  const fields = 'indices.*.uuid,indices.*.shards.*.seq_no,indices.*.shards.*.routing.primary';
  const { body } = await ask(
    context,
    'GET',
    `${contentPattern}/_stats?level=shards&expand_wildcards=open,hidden&ignore_unavailable=true&filter_path=${fields}`,
  );
  return new Map(Object.entries((body as Stats).indices ?? {}).map(([name, { uuid, shards }]) => [name, positionOf(uuid, shards)]));
}

function positionOf(uuid: string, shards: Record<string, ShardStats[]>): string {
  const places = Object.entries(shards)
    .flatMap(([number, copies]) => copies.filter(({ routing }) => routing.primary).map(({ seq_no: at }) => [number, at] as const))
    .map(([number, at]) => `${number}:${at?.max_seq_no ?? 'unknown'}${at?.max_seq_no === at?.local_checkpoint ? '' : ` ${underWay}`}`);
  return [uuid, ...places].join(' ');
}

/** A write has its number, but is not done. */
const underWay = 'under way';

/** The indices to which nothing was written between the two. */
export function unchanged(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Set<string> {
  return new Set(
    [...before].filter(([name, at]) => !at.includes(underWay) && !at.includes('unknown') && after.get(name) === at).map(([name]) => name),
  );
}
