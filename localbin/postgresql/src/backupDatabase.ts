import type { ContentEntry, SnapshotWriter } from '@dust-workspace/component/hooks';
import type { Client } from 'pg';
import { withDatabase, withServer } from './connect.js';
import { readDatabase } from './contents/readDatabase.js';
import { beginReading } from './contents/reading.js';
import { positionsOf, readSequences, sequenceEntries } from './contents/sequences.js';
import { lockTables, type Table } from './contents/tables.js';
import type { DatabaseEntry } from './databases.js';
import { startDump, type Dump } from './dump.js';
import type { ServerContext } from './serverContext.js';
import { specialAmong } from './specialExtension.js';

/**
 * Writes the dump of one database, and returns what was in it: both see one and the same snapshot of it, and go side by side. Locks and snapshot
 * are held until both have come to their end.
 */
export async function backupDatabase(server: ServerContext, snapshot: SnapshotWriter, database: DatabaseEntry): Promise<ContentEntry[]> {
  server.log(`dumping database ${database.name}`);
  return withDatabase(server, database.name, async (client) => {
    const special = specialAmong(server.special, database.extensions);
    await beginReading(client, 'a dump');
    const before = await readSequences(client, special);
    const dump = startDump(server, snapshot.file(database.file), { database: database.name, snapshot: await exportSnapshot(client) });
    const reading = readDatabase(client, {
      name: database.name,
      special,
      digest: snapshot.digest,
      beforeRows: async (tables) => {
        await dump.begun;
        return lockBeside(server, client, tables);
      },
    });
    const entries = await bothOf(reading, dump, {
      endReading: () => client.end(),
      endDump: () => endSessions(server, dump.session),
    });
    return [...entries, ...sequenceEntries(database.name, before, await positionsOf(client, before))];
  });
}

async function exportSnapshot(client: Client): Promise<string> {
  const { rows } = await client.query<{ id: string }>('select pg_export_snapshot() as id');
  return rows[0]?.id ?? '';
}

/** pg_dump has all its locks by now. What it would have to wait for behind us, we had better not have had before it. */
async function lockBeside(server: ServerContext, client: Client, tables: readonly Table[]): Promise<Table[]> {
  const unlocked = await lockTables(client, tables);
  for (const { schema, name } of unlocked)
    server.log(`${schema}.${name} is in the dump, but its rows are not counted: somebody waits for the dump to end, to change the table`);
  return unlocked;
}

/** The first that fails ends the other, and is what went wrong. */
async function bothOf<T>(
  reading: Promise<T>,
  dump: Dump,
  { endReading, endDump }: Record<'endReading' | 'endDump', () => Promise<void>>,
): Promise<T> {
  const failures: unknown[] = [];
  const failing =
    (end: () => Promise<void>) =>
    async (failure: unknown): Promise<undefined> => {
      failures.push(failure);
      if (failures.length === 1) await end().catch(() => undefined);
      return undefined;
    };
  const [read] = await Promise.all([reading.catch(failing(endDump)), dump.written.catch(failing(endReading))]);
  if (read === undefined || failures.length > 0) throw failures[0];
  return read;
}

async function endSessions(server: ServerContext, name: string): Promise<void> {
  await withServer(server, (client) =>
    client.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [name]),
  );
}
