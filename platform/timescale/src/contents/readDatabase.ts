import type { ContentEntry } from '@dust-workspace/component/hooks';
import type { Client } from 'pg';
import { readDefinitions } from './definitions.js';
import { listContinuousAggregates, readHypertables } from './hypertables.js';
import { readLargeObjects } from './largeObjects.js';
import { listTables, readRows, tableEntry, type Table } from './tables.js';

export interface DatabaseToRead {
  readonly name: string;
  /** Whether it has the extension. */
  readonly timescale: boolean;
  readonly digest: boolean;
  /** Asked before rows are read. Returns the tables whose rows are to be left alone. */
  readonly beforeRows?: (tables: readonly Table[]) => Promise<readonly Table[]>;
}

/** What a database holds, in the snapshot of the transaction that was begun, but for where its sequences are. */
export async function readDatabase(client: Client, { name, timescale, digest, beforeRows }: DatabaseToRead): Promise<ContentEntry[]> {
  const definitions = await readDefinitions(client, name, timescale);
  const hypertables = timescale ? await readHypertables(client, name) : [];
  const tables = (await listTables(client, timescale)).map((table) => ({ table, entry: tableEntry(name, table) }));
  const filled = [...tables, ...(timescale ? await listContinuousAggregates(client, name) : [])];
  const untouched = (await beforeRows?.(filled.map(({ table }) => table))) ?? [];
  const entries: ContentEntry[] = [];
  for (const { table, entry } of filled)
    entries.push({ ...entry, ...(untouched.includes(table) ? {} : await readRows(client, table, digest)) });
  return [...definitions, ...hypertables, ...entries, await readLargeObjects(client, name, digest)];
}
