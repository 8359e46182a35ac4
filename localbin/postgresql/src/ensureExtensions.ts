import { HookFailure } from '@dust-workspace/component/hooks';
import { escapeIdentifier, type Client } from 'pg';
import { withDatabase } from './connect.js';
import { serverMajor } from './databases.js';
import type { ServerContext } from './serverContext.js';

/** Makes extensions in a database, and looks whether they are there. */
export async function ensureExtensions(server: ServerContext, database: string, names: readonly string[]): Promise<void> {
  await withDatabase(server, database, async (client) => {
    const missing = await without(client, names);
    await checkInstalled(server, client, missing);
    for (const name of missing) {
      await client.query(`create extension if not exists ${escapeIdentifier(name)}`);
      server.log(`made extension ${name} in database ${database}`);
    }
    const still = await without(client, names);
    if (still.length > 0)
      throw new HookFailure(`database ${database} is without ${still.join(', ')}, although PostgreSQL has just made it`);
  });
}

async function without(client: Client, names: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select extname as name from pg_extension where extname = any($1)', [names]);
  return names.filter((name) => !rows.some((row) => row.name === name));
}

async function checkInstalled(server: ServerContext, client: Client, names: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>('select name from pg_available_extensions where name = any($1)', [names]);
  const missing = names.filter((name) => !rows.some((row) => row.name === name));
  if (missing.length === 0) return;
  const major = await serverMajor(client);
  throw new HookFailure(
    `PostgreSQL ${major} has no extension ${missing.join(', ')} to make`,
    `Install the extensions that come with PostgreSQL (apt-get install postgresql-${major} or postgresql-contrib, dnf install postgresql${major}-contrib, ` +
      `brew install postgresql@${major}), or choose an image that has them with ${server.imageVariable}, then restart ${server.component} and run its init again.`,
  );
}
