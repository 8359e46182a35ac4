import { HookFailure } from '@dust-workspace/component/hooks';
import { escapeIdentifier, type Client } from 'pg';
import { applySchema } from './applySchema.js';
import { withDatabase, withServer, type Context } from './connect.js';

/** Makes POSTGRES_DB, owned by POSTGRES_USER, and applies `config/*.sql` in it. Changes nothing that is as it should be. */
export async function initialise(context: Context): Promise<void> {
  await withServer(context, (client) => ensureDatabase(context, client));
  await withDatabase(context, context.env.POSTGRES_DB, async (client) => {
    await applySchema(client, context.directory);
    await checkExtension(context, client);
  });
}

async function ensureDatabase(context: Context, client: Client): Promise<void> {
  const { POSTGRES_DB, POSTGRES_USER } = context.env;
  const found = await client.query<{ owner: string }>('select pg_get_userbyid(datdba) as owner from pg_database where datname = $1', [
    POSTGRES_DB,
  ]);
  const owner = found.rows[0]?.owner;
  if (owner === POSTGRES_USER) return;
  const [database, user] = [escapeIdentifier(POSTGRES_DB), escapeIdentifier(POSTGRES_USER)];
  if (owner === undefined) {
    await client.query(`create database ${database} owner ${user}`);
    context.log(`made database ${POSTGRES_DB}`);
  } else {
    await client.query(`alter database ${database} owner to ${user}`);
    context.log(`database ${POSTGRES_DB} belonged to ${owner}, now to ${POSTGRES_USER}`);
  }
}

async function checkExtension(context: Context, client: Client): Promise<void> {
  const { rows } = await client.query<{ installed: string; available: string | null }>(
    `select extversion as installed, default_version as available
     from pg_extension left join pg_available_extensions on name = extname where extname = 'timescaledb'`,
  );
  const [extension] = rows;
  if (extension === undefined) {
    if (context.env.TIMESCALE_EXTENSION === 'optional') return;
    throw new HookFailure(
      'the timescaledb extension is not installed, and TIMESCALE_EXTENSION is required',
      'Install it for the PostgreSQL in use, or set TIMESCALE_EXTENSION=optional.',
    );
  }
  if (extension.available !== null && extension.available !== extension.installed)
    context.log(
      `database ${context.env.POSTGRES_DB} uses timescaledb ${extension.installed}, and ${extension.available} is installed: ` +
        'to upgrade it, run "alter extension timescaledb update" as the first command of a session',
    );
}
