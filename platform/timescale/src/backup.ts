import { finished } from 'node:stream/promises';
import type { SnapshotWriter } from '@dust-workspace/component/hooks';
import { withDatabase, withServer, type Context } from './connect.js';
import { readDatabases, readExtensions, serverMajor, type DatabaseEntry, type DatabaseIndex } from './databases.js';
import { readServerObjects } from './roles.js';
import { clientEnvironment, databaseArgument } from './tools.js';

/**
 * Writes everything that the server holds: roles and settings as JSON, then a dump of each database, streamed.
 * Each dump is consistent in itself; changes made while the backup runs may be in one database and not in the next.
 */
export async function backup(context: Context, snapshot: SnapshotWriter): Promise<void> {
  const { objects, found } = await withServer(context, async (client) => {
    const server = await serverMajor(client);
    return { objects: await readServerObjects(client, server), found: await readDatabases(client) };
  });
  const databases: DatabaseEntry[] = [];
  for (const [index, database] of found.entries()) {
    const extensions = await withDatabase(context, database.name, readExtensions);
    databases.push({ file: `database-${index + 1}.dump`, ...database, extensions });
  }
  const directory: DatabaseIndex = { format: 1, server: objects.server, databases };
  await writeJson(snapshot, 'roles.json', objects);
  await writeJson(snapshot, 'databases.json', directory);
  for (const database of databases) await dump(context, snapshot, database);
}

async function writeJson(snapshot: SnapshotWriter, name: string, value: object): Promise<void> {
  const file = snapshot.file(name);
  file.end(`${JSON.stringify(value, undefined, 2)}\n`);
  await finished(file);
}

async function dump(context: Context, snapshot: SnapshotWriter, { name, file }: DatabaseEntry): Promise<void> {
  context.log(`dumping database ${name}`);
  const stdout = snapshot.file(file);
  // Compression is the backup's work. All names are quoted because a newer server may have made keywords of some.
  const options = ['--format=custom', '--compress=0', '--quote-all-identifiers', '--no-tablespaces', '--no-password'];
  const written = finished(stdout);
  written.catch(() => undefined);
  await context.run(['pg_dump', ...options, databaseArgument(name)], { stdout, env: clientEnvironment(context) });
  if (!stdout.writableEnded) stdout.end();
  await written;
}
