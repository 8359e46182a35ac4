import type { ContentEntry } from '@dust-workspace/component/hooks';
import { escapeIdentifier, type Client } from 'pg';
import type { SpecialExtension } from '../specialExtension.js';
import { oursIn } from './ours.js';
import { qualifiedName } from './qualifiedName.js';
import { readAndRelease } from './reading.js';

export interface Sequence {
  readonly schema: string;
  readonly name: string;
  readonly increment: string;
  readonly least: string;
  readonly most: string;
  /** The number that it gives next. */
  readonly next: bigint;
}

/** All sequences and where they are. They follow no transaction: this is now, not when the transaction began. */
export async function readSequences(client: Client, special: readonly SpecialExtension[]): Promise<Sequence[]> {
  const { rows } = await client.query<Omit<Sequence, 'next'>>(`
    select n.nspname as schema, c.relname as name, seqincrement::text as increment, seqmin::text as least, seqmax::text as most
    from pg_sequence join pg_class c on c.oid = seqrelid join pg_namespace n on n.oid = c.relnamespace
    where ${oursIn(special).relation} order by 1, 2`);
  return positionsOf(client, rows);
}

/** The same sequences once more. */
export async function positionsOf(client: Client, sequences: readonly Omit<Sequence, 'next'>[]): Promise<Sequence[]> {
  const found: Sequence[] = [];
  for (let index = 0; index < sequences.length; index += 100) {
    const some = sequences.slice(index, index + 100);
    const queries = some.map(
      ({ schema, name }, place) =>
        `select ${place} as place, last_value::text as last, is_called as called from ${escapeIdentifier(schema)}.${escapeIdentifier(name)}`,
    );
    const rows = await readAndRelease<{ last: string; called: boolean }>(client, `${queries.join(' union all ')} order by place`);
    found.push(...some.map((sequence, place) => ({ ...sequence, next: nextOf(sequence, rows[place]) })));
  }
  return found;
}

function nextOf({ increment }: Pick<Sequence, 'increment'>, row: { last: string; called: boolean } | undefined): bigint {
  return BigInt(row?.last ?? 0) + (row?.called === true ? BigInt(increment) : 0n);
}

/** What is recorded of sequences that went from `before` to `after` while the dump read them. Pure. */
export function sequenceEntries(database: string, before: readonly Sequence[], after: readonly Sequence[] = before): ContentEntry[] {
  return before.map((sequence, index) => {
    const [from, to] = [sequence.next, after[index]?.next ?? sequence.next];
    const entry = { kind: 'sequence', name: qualifiedName(database, sequence.schema, sequence.name) };
    if (from === to) return { ...entry, value: `${from}` };
    // It began anew, or somebody set it: it may have been anywhere.
    const turned = from < to !== BigInt(sequence.increment) > 0n;
    return turned
      ? { ...entry, value: `${BigInt(sequence.least) - 1n}`, upTo: `${BigInt(sequence.most) + 1n}` }
      : { ...entry, value: `${from}`, upTo: `${to}` };
  });
}
