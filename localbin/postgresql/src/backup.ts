import { finished } from 'node:stream/promises';
import type { ContentEntry, SnapshotWriter } from '@dust-workspace/component/hooks';
import { backupDatabase } from './backupDatabase.js';
import { withDatabase, withServer } from './connect.js';
import { serverEntries } from './contents/serverEntries.js';
import { sortEntries } from './contents/sortEntries.js';
import { readDatabases, readExtensions, serverMajor, sizeOfRows, type DatabaseEntry, type DatabaseIndex } from './databases.js';
import { readServerObjects } from './roles.js';
import type { ServerContext } from './serverContext.js';

/**
 * Writes everything that the server holds: roles and settings as JSON, then a dump of each database, streamed, and records what was in it.
 * Each dump is consistent in itself; changes made while the backup runs may be in one database and not in the next.
 */
export async function backup(server: ServerContext, snapshot: SnapshotWriter): Promise<void> {
  const { objects, found } = await withServer(server, async (client) => {
    const objects = await readServerObjects(client, await serverMajor(client));
    return { objects, found: await readDatabases(client) };
  });
  const databases: DatabaseEntry[] = [];
  let bytes = 0;
  for (const [index, database] of found.entries())
    await withDatabase(server, database.name, async (client) => {
      databases.push({ file: `database-${index + 1}.dump`, ...database, extensions: await readExtensions(client) });
      bytes += await sizeOfRows(client);
    });
  snapshot.expect(bytes);
  const directory: DatabaseIndex = { format: 1, server: objects.server, databases };
  await writeJson(snapshot, 'roles.json', objects);
  await writeJson(snapshot, 'databases.json', directory);
  const contents: ContentEntry[] = serverEntries(objects, found);
  for (const database of databases) contents.push(...(await backupDatabase(server, snapshot, database)));
  snapshot.record(sortEntries(contents));
}

async function writeJson(snapshot: SnapshotWriter, name: string, value: object): Promise<void> {
  const file = snapshot.file(name);
  file.end(`${JSON.stringify(value, undefined, 2)}\n`);
  await finished(file);
}
