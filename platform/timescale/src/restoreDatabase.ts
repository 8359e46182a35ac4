import type { SnapshotReader } from '@dust-workspace/component/hooks';
import { escapeIdentifier, escapeLiteral, type Client } from 'pg';
import { withDatabase, type Context } from './connect.js';
import type { DatabaseEntry, Extension } from './databases.js';
import { clientEnvironment, databaseArgument } from './tools.js';

/**
 * Makes one database of a backup anew, with owner, grants, settings and content. One that was just made by initdb or by the
 * dump of another server is replaced.
 */
export async function restoreDatabase(context: Context, snapshot: SnapshotReader, database: DatabaseEntry): Promise<void> {
  const timescale = database.extensions.find(({ name }) => name === 'timescaledb');
  if (timescale === undefined) await pgRestore(context, snapshot, database, whole(database));
  else await restoreTimescale(context, snapshot, database, timescale);
}

/** The procedure of TimescaleDB's manual: its tables may only be filled while its triggers and workers rest. */
async function restoreTimescale(context: Context, snapshot: SnapshotReader, database: DatabaseEntry, extension: Extension): Promise<void> {
  await pgRestore(context, snapshot, database, [...whole(database), `--schema=${noSchema}`], 'the beginning');
  await withDatabase(context, database.name, (client) => createExtension(client, extension));
  await pgRestore(context, snapshot, database, [databaseArgument(database.name)]);
  await withDatabase(context, database.name, (client) => client.query('select timescaledb_post_restore()'));
}

/** No object is in this schema, so that of a dump limited to it only the database itself is left. */
const noSchema = 'only the database';

async function createExtension(client: Client, { version, schema }: Extension): Promise<void> {
  await client.query(`create schema if not exists ${escapeIdentifier(schema)}`);
  await client.query(`create extension timescaledb schema ${escapeIdentifier(schema)} version ${escapeLiteral(version)}`);
  await client.query('select timescaledb_pre_restore()');
}

/** Drops and makes the database itself, which cannot be done from inside of it. */
function whole({ name }: DatabaseEntry): string[] {
  return ['--create', '--clean', '--if-exists', databaseArgument(name === 'postgres' ? 'template1' : 'postgres')];
}

async function pgRestore(
  context: Context,
  snapshot: SnapshotReader,
  { file }: DatabaseEntry,
  options: readonly string[],
  read: 'everything' | 'the beginning' = 'everything',
): Promise<void> {
  const env = {
    ...clientEnvironment(context),
    // A database may have been made read-only by default, and nobody depends on a half-restored one: the checkpoint at the end secures all.
    PGOPTIONS: '-c default_transaction_read_only=off -c synchronous_commit=off -c maintenance_work_mem=256MB',
  };
  // What pg_restore does not need of a dump is read all the same where the whole is to be checked.
  const command = read === 'everything' ? 'pg_restore "$@"; status=$?; cat >/dev/null; exit $status' : 'exec pg_restore "$@"';
  await context.run(['sh', '-c', command, 'sh', '--exit-on-error', '--no-password', '--no-tablespaces', ...options], {
    stdin: snapshot.file(file),
    env,
  });
}
