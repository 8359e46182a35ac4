import type { SnapshotReader } from '@dust-workspace/component/hooks';
import { escapeIdentifier, escapeLiteral, type Client } from 'pg';
import { withDatabase } from './connect.js';
import type { DatabaseEntry, Extension } from './databases.js';
import type { ServerContext } from './serverContext.js';
import { specialAmong, type SpecialExtension } from './specialExtension.js';
import { clientEnvironment, databaseArgument } from './tools.js';

/**
 * Makes one database of a backup anew, with owner, grants, settings and content. One that was just made by initdb or by the
 * dump of another server is replaced.
 */
export async function restoreDatabase(server: ServerContext, snapshot: SnapshotReader, database: DatabaseEntry): Promise<void> {
  const special = specialAmong(server.special, database.extensions);
  if (special.length === 0) await pgRestore(server, snapshot, database, whole(database));
  else await restoreAround(special, server, snapshot, database);
}

/** Special extensions come first, in the version of the dump, and are told what is going on. */
async function restoreAround(
  special: readonly SpecialExtension[],
  server: ServerContext,
  snapshot: SnapshotReader,
  database: DatabaseEntry,
): Promise<void> {
  await pgRestore(server, snapshot, database, [...whole(database), `--schema=${noSchema}`], 'the beginning');
  await withDatabase(server, database.name, async (client) => {
    for (const extension of database.extensions.filter(({ name }) => special.some((one) => one.name === name)))
      await createExtension(client, extension);
    for (const { beforeRestore } of special) await client.query(beforeRestore);
  });
  await pgRestore(server, snapshot, database, [databaseArgument(database.name)]);
  await withDatabase(server, database.name, async (client) => {
    for (const { afterRestore } of special) await client.query(afterRestore);
  });
}

/** No object is in this schema, so that of a dump limited to it only the database itself is left. */
const noSchema = 'only the database';

async function createExtension(client: Client, { name, version, schema }: Extension): Promise<void> {
  await client.query(`create schema if not exists ${escapeIdentifier(schema)}`);
  await client.query(`create extension ${escapeIdentifier(name)} schema ${escapeIdentifier(schema)} version ${escapeLiteral(version)}`);
}

/** Drops and makes the database itself, which cannot be done from inside of it. */
function whole({ name }: DatabaseEntry): string[] {
  return ['--create', '--clean', '--if-exists', databaseArgument(name === 'postgres' ? 'template1' : 'postgres')];
}

async function pgRestore(
  server: ServerContext,
  snapshot: SnapshotReader,
  { file }: DatabaseEntry,
  options: readonly string[],
  read: 'everything' | 'the beginning' = 'everything',
): Promise<void> {
  const env = {
    ...clientEnvironment(server),
    // A database may have been made read-only by default, and nobody depends on a half-restored one: the checkpoint at the end secures all.
    PGOPTIONS: '-c default_transaction_read_only=off -c synchronous_commit=off -c maintenance_work_mem=256MB',
  };
  // What pg_restore does not need of a dump is read all the same where the whole is to be checked.
  const command = read === 'everything' ? 'pg_restore "$@"; status=$?; cat >/dev/null; exit $status' : 'exec pg_restore "$@"';
  await server.run(['sh', '-c', command, 'sh', '--exit-on-error', '--no-password', '--no-tablespaces', ...options], {
    stdin: snapshot.file(file),
    env,
  });
}
