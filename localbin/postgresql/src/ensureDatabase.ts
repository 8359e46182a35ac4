import { escapeIdentifier } from 'pg';
import { withServer } from './connect.js';
import type { ServerContext } from './serverContext.js';

/** Makes a database that belongs to the configured role, or gives that role one which belongs to another. */
export async function ensureDatabase(server: ServerContext, name: string): Promise<void> {
  await withServer(server, async (client) => {
    const found = await client.query<{ owner: string }>('select pg_get_userbyid(datdba) as owner from pg_database where datname = $1', [
      name,
    ]);
    const owner = found.rows[0]?.owner;
    if (owner === server.user) return;
    const [database, user] = [escapeIdentifier(name), escapeIdentifier(server.user)];
    if (owner === undefined) {
      await client.query(`create database ${database} owner ${user}`);
      server.log(`made database ${name}`);
    } else {
      await client.query(`alter database ${database} owner to ${user}`);
      server.log(`database ${name} belonged to ${owner}, now to ${server.user}`);
    }
  });
}
