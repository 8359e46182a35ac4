import { HookFailure } from '@dust-workspace/component/hooks';
import { applySchema, ensureDatabase, withDatabase, type ServerContext } from '@dust-workspace/postgresql';
import type { Client } from 'pg';
import type { Manifest } from './manifest.js';

/** Makes POSTGRES_DB, owned by POSTGRES_USER, and applies `config/*.sql` in it. Changes nothing that is as it should be. */
export async function initialise(server: ServerContext, env: Manifest['env']): Promise<void> {
  await ensureDatabase(server, env.POSTGRES_DB);
  await withDatabase(server, env.POSTGRES_DB, async (client) => {
    await applySchema(client, server.directory);
    await checkExtension(server, env, client);
  });
}

async function checkExtension(server: ServerContext, { TIMESCALE_EXTENSION, POSTGRES_DB }: Manifest['env'], client: Client): Promise<void> {
  const { rows } = await client.query<{ installed: string; available: string | null }>(
    `select extversion as installed, default_version as available
     from pg_extension left join pg_available_extensions on name = extname where extname = 'timescaledb'`,
  );
  const [extension] = rows;
  if (extension === undefined) {
    if (TIMESCALE_EXTENSION === 'optional') return;
    throw new HookFailure(
      'the timescaledb extension is not installed, and TIMESCALE_EXTENSION is required',
      'Install it for the PostgreSQL in use, or set TIMESCALE_EXTENSION=optional.',
    );
  }
  if (extension.available !== null && extension.available !== extension.installed)
    server.log(
      `database ${POSTGRES_DB} uses timescaledb ${extension.installed}, and ${extension.available} is installed: ` +
        'to upgrade it, run "alter extension timescaledb update" as the first command of a session',
    );
}
