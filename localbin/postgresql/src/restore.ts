import { HookFailure, type SnapshotReader } from '@dust-workspace/component/hooks';
import { DatabaseError, type Client } from 'pg';
import { withDatabase, withServer } from './connect.js';
import { serverMajor, type DatabaseEntry, type Extension } from './databases.js';
import { restoreDatabase } from './restoreDatabase.js';
import type { ServerObjects } from './roles.js';
import type { ServerContext } from './serverContext.js';
import { readServerIndex } from './serverIndex.js';
import { roleStatements, settingStatements } from './serverStatements.js';
import { specialAmong } from './specialExtension.js';
import { requireTool } from './tools.js';

/** Brings a backup into a server that was just made. Everything that can be known to fail is checked before anything is changed. */
export async function restore(server: ServerContext, snapshot: SnapshotReader): Promise<void> {
  const { objects, databases } = await readServerIndex(snapshot);
  await withServer(server, async (client) => {
    await checkServer(client, objects.server);
    await checkExtensions(server, client, databases);
    await requireTool(server, 'pg_restore', objects.server);
    await restoreRoles(server, client, objects);
  });
  await restoreDatabases(server, snapshot, databases);
  await withServer(server, async (client) => {
    await restoreSettings(server, client, objects);
    await client.query('checkpoint');
  });
}

/** While one is restored, the planner's statistics of the one before are made. */
async function restoreDatabases(server: ServerContext, snapshot: SnapshotReader, databases: readonly DatabaseEntry[]): Promise<void> {
  let analysed = Promise.resolve();
  try {
    for (const database of databases) {
      server.log(`restoring database ${database.name}`);
      await restoreDatabase(server, snapshot, database);
      analysed = analysed.then(() => analyse(server, database));
      analysed.catch(() => undefined);
    }
    await analysed;
  } finally {
    await Promise.allSettled([analysed]);
  }
}

async function analyse(server: ServerContext, { name }: DatabaseEntry): Promise<void> {
  await withDatabase(server, name, (client) => client.query('analyze'));
}

async function checkServer(client: Client, needed: number): Promise<void> {
  const here = await serverMajor(client);
  if (here >= needed) return;
  throw new HookFailure(
    `the backup was made from PostgreSQL ${needed}, and an older one, ${here}, runs here`,
    `Restore it where PostgreSQL ${needed} runs: in a container (DSW_RUNTIME=compose), or install it and set POSTGRES_VERSION=${needed}.`,
  );
}

/** The tables of a special one are in the dump as data: only the same version understands them. */
async function checkExtensions(
  { special, imageVariable }: ServerContext,
  client: Client,
  databases: readonly DatabaseEntry[],
): Promise<void> {
  const { rows } = await client.query<{ name: string; version: string }>('select name, version from pg_available_extension_versions');
  const isSpecial = (extension: Extension): boolean => specialAmong(special, [extension]).length > 0;
  const missing = databases.flatMap(({ name, extensions }) =>
    extensions
      .filter(
        (extension) => !rows.some((row) => row.name === extension.name && (!isSpecial(extension) || row.version === extension.version)),
      )
      .map((extension) => `${extension.name}${isSpecial(extension) ? ` in version ${extension.version}` : ''} (in database ${name})`),
  );
  if (missing.length === 0) return;
  throw new HookFailure(
    `the backup uses extensions that are not installed here: ${missing.join(', ')}`,
    `Install them for the PostgreSQL in use, or choose an image that has them with ${imageVariable}, then restore again.`,
  );
}

async function restoreRoles(server: ServerContext, client: Client, objects: ServerObjects): Promise<void> {
  const { rows } = await client.query<{ name: string }>('select rolname as name from pg_roles');
  const target = { server: await serverMajor(client), user: server.user, existing: new Set(rows.map(({ name }) => name)) };
  // A statement that fails must not leave a password hash in the server's log.
  await client.query('set log_min_error_statement = panic');
  await client.query('begin');
  for (const statement of roleStatements(objects, target)) await client.query(statement);
  await client.query('commit');
}

async function restoreSettings(server: ServerContext, client: Client, objects: ServerObjects): Promise<void> {
  for (const statement of settingStatements(objects)) {
    try {
      await client.query(statement);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      server.log(`not restored: ${statement} (${error.message})`);
    }
  }
  await client.query('select pg_reload_conf()');
}
