import { HookFailure, type SnapshotReader } from '@dust-workspace/component/hooks';
import { DatabaseError, type Client } from 'pg';
import { withDatabase, withServer, type Context } from './connect.js';
import { serverMajor, type DatabaseEntry, type Extension } from './databases.js';
import { restoreDatabase } from './restoreDatabase.js';
import type { ServerObjects } from './roles.js';
import { readServerIndex } from './serverIndex.js';
import { roleStatements, settingStatements } from './serverStatements.js';
import { requireTool } from './tools.js';

/** Brings a backup into a server that was just made. Everything that can be known to fail is checked before anything is changed. */
export async function restore(context: Context, snapshot: SnapshotReader): Promise<void> {
  const { objects, databases } = await readServerIndex(snapshot);
  await withServer(context, async (client) => {
    await checkServer(client, objects.server);
    await checkExtensions(client, databases);
    await requireTool(context, 'pg_restore', objects.server);
    await restoreRoles(context, client, objects);
  });
  await restoreDatabases(context, snapshot, databases);
  await withServer(context, async (client) => {
    await restoreSettings(context, client, objects);
    await client.query('checkpoint');
  });
}

/** While one is restored, the planner's statistics of the one before are made. */
async function restoreDatabases(context: Context, snapshot: SnapshotReader, databases: readonly DatabaseEntry[]): Promise<void> {
  let analysed = Promise.resolve();
  try {
    for (const database of databases) {
      context.log(`restoring database ${database.name}`);
      await restoreDatabase(context, snapshot, database);
      analysed = analysed.then(() => analyse(context, database));
      analysed.catch(() => undefined);
    }
    await analysed;
  } finally {
    await Promise.allSettled([analysed]);
  }
}

async function analyse(context: Context, { name }: DatabaseEntry): Promise<void> {
  await withDatabase(context, name, (client) => client.query('analyze'));
}

async function checkServer(client: Client, needed: number): Promise<void> {
  const here = await serverMajor(client);
  if (here >= needed) return;
  throw new HookFailure(
    `the backup was made from PostgreSQL ${needed}, and an older one, ${here}, runs here`,
    `Restore it where PostgreSQL ${needed} runs: in a container (DSW_RUNTIME=compose), or install it and set POSTGRES_VERSION=${needed}.`,
  );
}

/** Timescale's own tables are in the dump as data: only the same version understands them. */
async function checkExtensions(client: Client, databases: readonly DatabaseEntry[]): Promise<void> {
  const { rows } = await client.query<{ name: string; version: string }>('select name, version from pg_available_extension_versions');
  const missing = databases.flatMap(({ name, extensions }) =>
    extensions
      .filter(
        (extension) =>
          !rows.some((row) => row.name === extension.name && (extension.name !== 'timescaledb' || row.version === extension.version)),
      )
      .map((extension) => `${describe(extension)} (in database ${name})`),
  );
  if (missing.length === 0) return;
  throw new HookFailure(
    `the backup uses extensions that are not installed here: ${missing.join(', ')}`,
    'Install them for the PostgreSQL in use, or choose an image that has them with TIMESCALE_IMAGE, then restore again.',
  );
}

function describe({ name, version }: Extension): string {
  return name === 'timescaledb' ? `${name} in version ${version}` : name;
}

async function restoreRoles(context: Context, client: Client, objects: ServerObjects): Promise<void> {
  const { rows } = await client.query<{ name: string }>('select rolname as name from pg_roles');
  const target = { server: await serverMajor(client), user: context.env.POSTGRES_USER, existing: new Set(rows.map(({ name }) => name)) };
  // A statement that fails must not leave a password hash in the server's log.
  await client.query('set log_min_error_statement = panic');
  await client.query('begin');
  for (const statement of roleStatements(objects, target)) await client.query(statement);
  await client.query('commit');
}

async function restoreSettings(context: Context, client: Client, objects: ServerObjects): Promise<void> {
  for (const statement of settingStatements(objects)) {
    try {
      await client.query(statement);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      context.log(`not restored: ${statement} (${error.message})`);
    }
  }
  await client.query('select pg_reload_conf()');
}
