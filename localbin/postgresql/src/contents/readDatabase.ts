import type { ContentEntry } from '@dust-workspace/component/hooks';
import type { Client } from 'pg';
import type { CountedTable, SpecialExtension } from '../specialExtension.js';
import { readDefinitions } from './definitions.js';
import { readLargeObjects } from './largeObjects.js';
import { listTables, readRows, tableEntry, type Table } from './tables.js';

export interface DatabaseToRead {
  readonly name: string;
  /** Those extensions that it has. */
  readonly special: readonly SpecialExtension[];
  readonly digest: boolean;
  /** Asked before rows are read. Returns the tables whose rows are to be left alone. */
  readonly beforeRows?: (tables: readonly Table[]) => Promise<readonly Table[]>;
}

/** What a database holds, in the snapshot of the transaction that was begun, but for where its sequences are. */
export async function readDatabase(client: Client, { name, special, digest, beforeRows }: DatabaseToRead): Promise<ContentEntry[]> {
  const entries = await readDefinitions(client, name, special);
  const filled: CountedTable[] = (await listTables(client, special)).map((table) => ({ table, entry: tableEntry(name, table) }));
  for (const extension of special) {
    const more = await extension.read(client, name);
    entries.push(...more.entries);
    filled.push(...more.tables);
  }
  const untouched = (await beforeRows?.(filled.map(({ table }) => table))) ?? [];
  for (const { table, entry } of filled)
    entries.push({ ...entry, ...(untouched.includes(table) ? {} : await readRows(client, table, digest)) });
  return [...entries, await readLargeObjects(client, name, digest)];
}
